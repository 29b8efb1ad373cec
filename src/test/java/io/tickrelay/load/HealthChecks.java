package io.tickrelay.load;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * Answers to health checks.
 *
 * @param count how many checks were sent
 * @param slowest the longest wait for one
 * @param mishaps checks that were not answered with 200, each with how many
 */
record HealthChecks(int count, Duration slowest, Map<String, Long> mishaps) {

	static final HealthChecks NONE = new HealthChecks(0, Duration.ZERO, Map.of());

	HealthChecks and(HealthChecks others) {
		Map<String, Long> all = new TreeMap<>(this.mishaps);
		others.mishaps.forEach((what, times) -> all.merge(what, times, Long::sum));
		return new HealthChecks(this.count + others.count,
				(this.slowest.compareTo(others.slowest) < 0) ? others.slowest : this.slowest, all);
	}

}
