package io.tickrelay.downstream.rest;

import java.time.Duration;

/**
 * Times in short words.
 */
final class Span {

	private static final Duration LONGEST_IN_MILLIS = Duration.ofSeconds(2);

	private static final Duration LONGEST_IN_SECONDS = Duration.ofMinutes(3);

	private static final Duration LONGEST_IN_MINUTES = Duration.ofHours(3);

	private Span() {
	}

	/**
	 * Says how long.
	 * @param ms milliseconds, not negative
	 * @return such as {@code 320 ms}, {@code 41 s} or {@code 14 min}
	 */
	static String of(long ms) {
		Duration span = Duration.ofMillis(ms);
		if (span.compareTo(LONGEST_IN_MILLIS) < 0) {
			return ms + " ms";
		}
		if (span.compareTo(LONGEST_IN_SECONDS) < 0) {
			return span.toSeconds() + " s";
		}
		return (span.compareTo(LONGEST_IN_MINUTES) < 0) ? span.toMinutes() + " min" : span.toHours() + " h";
	}

}
