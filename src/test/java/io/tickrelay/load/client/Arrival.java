package io.tickrelay.load.client;

import java.time.Duration;

/**
 * Clients that connected at once.
 *
 * @param clients how many
 * @param took until the last one had its answer
 * @param cpu what the server's process used meanwhile
 */
public record Arrival(int clients, Duration took, Duration cpu) {

	/**
	 * Leaves out the processor time that the server uses anyway.
	 * @param share of a CPU that it uses while no client comes
	 * @return the arrival with the rest of the processor time. That is counted in steps
	 * of 10 ms, so a small rest may be 0
	 */
	public Arrival without(double share) {
		Duration rest = this.cpu.minusNanos((long) (share * this.took.toNanos()));
		return new Arrival(this.clients, this.took, rest.isNegative() ? Duration.ZERO : rest);
	}

	public double seconds() {
		return this.took.toNanos() / 1e9;
	}

	public double cpuMillisPerClient() {
		return this.cpu.toNanos() / 1e6 / this.clients;
	}

}
