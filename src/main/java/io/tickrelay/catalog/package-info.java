/**
 * What is known of symbols: which business carries them.
 */
@NullMarked
package io.tickrelay.catalog;

import org.jspecify.annotations.NullMarked;
