package io.tickrelay.simulator;

import java.time.InstantSource;

import io.tickrelay.simulator.market.Clock;
import io.tickrelay.simulator.market.SimulatorSettings;

/**
 * A simulator whose markets go by another clock than the machine's.
 */
public final class ClockedSimulator {

	private ClockedSimulator() {
	}

	/**
	 * Starts a simulator.
	 * @param settings how it behaves
	 * @param wall what markets and bars go by
	 * @return the simulator, listening
	 */
	public static Simulator start(SimulatorSettings settings, InstantSource wall) {
		return Simulator.start(settings, new Clock(wall, System::nanoTime));
	}

}
