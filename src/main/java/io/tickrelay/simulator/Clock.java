package io.tickrelay.simulator;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The time, as it is told to the simulator.
 *
 * @param wall what markets and bars go by
 * @param nanos what limits go by; compared by difference only
 */
record Clock(InstantSource wall, LongSupplier nanos) {

	static Clock system() {
		return new Clock(InstantSource.system(), System::nanoTime);
	}

	long nowMs() {
		return this.wall.millis();
	}

	long nowNs() {
		return this.nanos.getAsLong();
	}

}
