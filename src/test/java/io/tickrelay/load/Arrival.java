package io.tickrelay.load;

import java.time.Duration;

/**
 * Clients that came at once.
 *
 * @param clients how many
 * @param took until the last one had its answer
 * @param cpu what the server's process used meanwhile
 */
record Arrival(int clients, Duration took, Duration cpu) {

	/**
	 * Leaves out what the server does anyway.
	 * @param share of a CPU that it uses while no client comes
	 * @return the arrival with the rest; processor time is counted in steps of 10 ms, so
	 * a small one may be nothing
	 */
	Arrival without(double share) {
		Duration rest = this.cpu.minusNanos((long) (share * this.took.toNanos()));
		return new Arrival(this.clients, this.took, rest.isNegative() ? Duration.ZERO : rest);
	}

	double seconds() {
		return this.took.toNanos() / 1e9;
	}

	double cpuMillisPerClient() {
		return this.cpu.toNanos() / 1e6 / this.clients;
	}

}
