package io.tickrelay.hub;

import java.util.concurrent.TimeUnit;

/**
 * Tells latencies from times that can't be one. A time of another machine may be
 * anything, and a single wrong one would spoil an average for long.
 */
public final class Latency {

	/** The answer where the times give no latency. */
	public static final long NONE = -1;

	/** How much clocks of two machines that are set well may differ. */
	private static final long SKEW_MICROS = TimeUnit.SECONDS.toMicros(1);

	/**
	 * An older tick was not on its way: it is the last one of a market that has closed.
	 */
	private static final long MOST_MICROS = TimeUnit.MINUTES.toMicros(10);

	private Latency() {
	}

	/**
	 * How long something took.
	 * @param fromMicros when it began, by a clock that may be another machine's
	 * @param toMicros when it ended, by the relay's
	 * @return microseconds; 0 where the clocks differ a little; or {@link #NONE}
	 */
	public static long between(long fromMicros, long toMicros) {
		long micros = toMicros - fromMicros;
		return (micros < -SKEW_MICROS || micros > MOST_MICROS) ? NONE : Math.max(0, micros);
	}

}
