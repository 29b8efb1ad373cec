/**
 * The CPUs and processes that a load run measures.
 */
@NullMarked
package io.tickrelay.load.machine;

import org.jspecify.annotations.NullMarked;
