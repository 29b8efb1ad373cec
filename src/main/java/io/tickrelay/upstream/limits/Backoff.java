package io.tickrelay.upstream.limits;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before another attempt: exponential with full jitter, so that many
 * relays that lost the same upstream do not come back together.
 */
public final class Backoff {

	// A floor, because full jitter alone now and then means "at once", and the vendor
	// bans keys that come back at once too often.
	private static final long FLOOR_NS = Duration.ofMillis(250).toNanos();

	private static final long FIRST_CEILING_NS = Duration.ofSeconds(1).toNanos();

	private static final long LAST_CEILING_NS = Duration.ofSeconds(60).toNanos();

	private static final int MOST_DOUBLINGS = 6;

	private final RandomGenerator random;

	/**
	 * Creates a backoff at its shortest pause.
	 * @param random spreads the pauses
	 */
	public Backoff(RandomGenerator random) {
		this.random = random;
	}

	/**
	 * Draws a delay.
	 * @param failures how many attempts have failed in a row before this one
	 * @return nanoseconds
	 */
	public long delayNs(int failures) {
		long ceiling = Math.min(LAST_CEILING_NS, FIRST_CEILING_NS << Math.min(failures, MOST_DOUBLINGS));
		return this.random.nextLong(FLOOR_NS, ceiling + 1);
	}

}
