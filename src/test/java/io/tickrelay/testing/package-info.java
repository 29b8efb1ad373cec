/**
 * What tests of every package share: which programs a test needs, and what becomes of it
 * where they lack.
 */
@NullMarked
package io.tickrelay.testing;

import org.jspecify.annotations.NullMarked;
