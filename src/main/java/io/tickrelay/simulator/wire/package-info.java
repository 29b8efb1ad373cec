/**
 * The vendor's frames as the simulator reads and writes them; nothing else in it knows
 * JSON. Stateless, safe for any thread.
 */
@NullMarked
package io.tickrelay.simulator.wire;

import org.jspecify.annotations.NullMarked;
