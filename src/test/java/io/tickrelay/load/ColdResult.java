package io.tickrelay.load;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.tickrelay.load.client.Arrival;
import io.tickrelay.load.client.Failures;
import io.tickrelay.load.client.LoadTransport;
import io.tickrelay.load.client.Tally;
import org.HdrHistogram.Histogram;

/**
 * The measurements of a relay that had just started.
 *
 * @param transport which way they came
 * @param conflate whether the relay might merge updates
 * @param ready from the start of its process until its readiness was answered with 200
 * @param arrivals of the clients, and of as many again
 * @param window from then on, in which ticks were measured
 * @param latencies of the window's ticks but the first of a stream and client, which may
 * be a snapshot, in microseconds
 * @param without clients that had not had a tick of each stream at the end
 * @param numbers what became of the streams' numbers
 * @param mishaps of connections, each with how many it befell
 */
record ColdResult(LoadTransport transport, boolean conflate, Duration ready, List<Arrival> arrivals, Duration window,
		Histogram latencies, long without, Tally.Numbers numbers, Map<String, Long> mishaps) {

	/**
	 * Latency after the start.
	 * @param percentile from 0 to 100
	 * @return milliseconds
	 */
	double millis(double percentile) {
		return this.latencies.getValueAtPercentile(percentile) / 1e3;
	}

	/**
	 * The faults of the relay.
	 * @return a sentence each; none of a good run
	 */
	List<String> failures() {
		Failures failures = new Failures(this.transport + ", cold");
		failures.addNumbers(this.numbers, this.conflate);
		failures.add(this.without, "clients had not had a tick of each stream");
		failures.addMishaps("client", this.mishaps);
		return failures.sentences();
	}

}
