/**
 * HOT. Where ticks meet the clients that want them: numbered and timed once, encoded once
 * per wire format, and fanned out in two steps, from a topic's sink to one lane per event
 * loop, and from the lane to its clients without a lock.
 */
@NullMarked
package io.tickrelay.hub;

import org.jspecify.annotations.NullMarked;
