/**
 * The contract that every transport keeps, and the tests that hold each to it.
 */
@NullMarked
package io.tickrelay.downstream;

import org.jspecify.annotations.NullMarked;
