package io.tickrelay.load;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.tickrelay.load.client.Arrival;
import io.tickrelay.load.client.Tally;
import org.HdrHistogram.Histogram;

/**
 * The cost of storms to the clients that were connected before.
 *
 * @param arrivals the storms' connects, without the processor time of the windows before
 * them
 * @param calm latencies of the windows before them, in microseconds
 * @param storm latencies while clients of a storm waited, in microseconds
 * @param mishaps mishaps of the storms' clients, each with how many
 * @param checks health checks in storms
 */
record StormResult(List<Arrival> arrivals, Histogram calm, Histogram storm, Map<String, Long> mishaps,
		HealthChecks checks) {

	static StormResult none() {
		return new StormResult(List.of(), Tally.latencies(), Tally.latencies(), Map.of(), HealthChecks.NONE);
	}

	/**
	 * Adds a storm.
	 * @param arrival the connects of its clients
	 * @param more health checks meanwhile
	 * @return all so far
	 */
	StormResult with(Arrival arrival, HealthChecks more) {
		List<Arrival> all = Stream.concat(this.arrivals.stream(), Stream.of(arrival)).toList();
		return new StormResult(all, this.calm, this.storm, this.mishaps, this.checks.and(more));
	}

	/**
	 * Adds the failed health checks of a storm that is not measured.
	 * @param unmeasured those checks
	 * @return all so far
	 */
	StormResult withMishaps(HealthChecks unmeasured) {
		return new StormResult(this.arrivals, this.calm, this.storm, this.mishaps,
				this.checks.and(new HealthChecks(0, Duration.ZERO, unmeasured.mishaps())));
	}

	/**
	 * Notes the mishaps of the storms' clients.
	 * @param sofar of all storms
	 * @return the same with it
	 */
	StormResult with(Map<String, Long> sofar) {
		return new StormResult(this.arrivals, this.calm, this.storm, sofar, this.checks);
	}

	/**
	 * Latency without a storm.
	 * @param percentile from 0 to 100
	 * @return milliseconds
	 */
	double calmMillis(double percentile) {
		return this.calm.getValueAtPercentile(percentile) / 1e3;
	}

	/**
	 * Latency in a storm.
	 * @param percentile from 0 to 100
	 * @return milliseconds
	 */
	double stormMillis(double percentile) {
		return this.storm.getValueAtPercentile(percentile) / 1e3;
	}

	/**
	 * By how much ticks came later in the storm.
	 * @param percentile from 0 to 100
	 * @return percent; negative where they came earlier
	 */
	double change(double percentile) {
		return (stormMillis(percentile) / calmMillis(percentile) - 1) * 100;
	}

}
