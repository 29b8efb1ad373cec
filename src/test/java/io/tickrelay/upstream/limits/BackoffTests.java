package io.tickrelay.upstream.limits;

import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BackoffTests {

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	@Test
	void doublesItsCeilingUpToAMinute() {
		long[] ceilings = { 1, 2, 4, 8, 16, 32, 60, 60, 60 };
		for (int failures = 0; failures < ceilings.length; failures++) {
			int after = failures;
			Backoff backoff = new Backoff(new Random(3));
			LongStream delays = IntStream.range(0, 5_000).mapToLong((i) -> backoff.delayNs(after));
			var summary = delays.summaryStatistics();

			assertThat(summary.getMax()).isLessThanOrEqualTo(ceilings[failures] * SECOND)
				.isGreaterThan(ceilings[failures] * SECOND * 9 / 10);
			assertThat(summary.getMin()).isGreaterThanOrEqualTo(SECOND / 4)
				.isLessThan(SECOND / 4 + ceilings[failures] * SECOND / 10);
		}
	}

	@Test
	void staysBoundedAfterAnyNumberOfFailures() {
		Backoff backoff = new Backoff(new Random(3));

		for (int failures : new int[] { 31, 32, 63, 64, 1_000, Integer.MAX_VALUE }) {
			assertThat(backoff.delayNs(failures)).isBetween(SECOND / 4, 60 * SECOND);
		}
	}

	@Test
	void isNeverAtOnce() {
		RandomGenerator smallest = () -> 0L;

		assertThat(new Backoff(smallest).delayNs(0)).isEqualTo(SECOND / 4);
	}

}
