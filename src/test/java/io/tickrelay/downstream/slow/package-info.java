/**
 * Clients that read slowly, late or not at all, and what becomes of them and their
 * neighbours.
 */
@NullMarked
package io.tickrelay.downstream.slow;

import org.jspecify.annotations.NullMarked;
