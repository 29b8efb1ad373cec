/**
 * What the vendor's protocol has of its own.
 */
@NullMarked
package io.tickrelay.downstream.compat;

import org.jspecify.annotations.NullMarked;
