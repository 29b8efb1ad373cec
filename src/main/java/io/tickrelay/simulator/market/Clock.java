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

	public static Clock system() {
		return new Clock(InstantSource.system(), System::nanoTime);
	}

	public long nowMs() {
		return this.wall.millis();
	}

	public long nowNs() {
		return this.nanos.getAsLong();
	}

}
