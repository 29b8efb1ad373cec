package io.tickrelay.load;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.HdrHistogram.Histogram;

/**
 * What storms of newcomers cost the clients that were there.
 *
 * @param took how long each storm's last newcomer waited for its answer
 * @param calm latencies of the windows before them, in microseconds
 * @param storm latencies while newcomers waited, in microseconds
 * @param mishaps what befell newcomers, each with how many
 */
record StormResult(List<Duration> took, Histogram calm, Histogram storm, Map<String, Long> mishaps) {

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
	 * How much later ticks came with the storm.
	 * @param percentile from 0 to 100
	 * @return percent; negative where they came earlier
	 */
	double change(double percentile) {
		return (stormMillis(percentile) / calmMillis(percentile) - 1) * 100;
	}

}
