/**
 * HOT. Where ticks meet the clients that want them. A tick is numbered and timed once,
 * and encoded once per wire format. It is fanned out in two steps: from a topic's sink to
 * one lane per event loop, and from the lane to its clients without a lock.
 */
@NullMarked
package io.tickrelay.hub;

import org.jspecify.annotations.NullMarked;
