/**
 * HOT. The clients of one event loop: what reaches them of each topic, from when on, and
 * at which pace. Everything here belongs to the loop of its lane and needs no lock.
 */
@NullMarked
package io.tickrelay.hub.lane;

import org.jspecify.annotations.NullMarked;
