/**
 * What is known of symbols: the upstream's product lists, and which business carries one.
 */
@NullMarked
package io.tickrelay.catalog;

import org.jspecify.annotations.NullMarked;
