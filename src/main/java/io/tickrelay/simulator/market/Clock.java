package io.tickrelay.simulator.market;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The time, as it is told to the simulator.
 *
 * @param wall what markets and bars go by
 * @param nanos what limits go by; compared by difference only
 */
public record Clock(InstantSource wall, LongSupplier nanos) {

	/**
	 * The machine's own.
	 * @return for any thread
	 */
	public static Clock system() {
		return new Clock(InstantSource.system(), System::nanoTime);
	}

	/**
	 * The wall clock.
	 * @return epoch milliseconds
	 */
	public long nowMs() {
		return this.wall.millis();
	}

	/**
	 * The monotonic clock.
	 * @return nanoseconds from a point of its own
	 */
	public long nowNs() {
		return this.nanos.getAsLong();
	}

}
