/**
 * HOT. The relay's clocks: receive times, which clients resume by, and ages.
 */
@NullMarked
package io.tickrelay.hub.clock;

import org.jspecify.annotations.NullMarked;
