package io.tickrelay.downstream.contract;

import java.util.concurrent.ThreadLocalRandom;

/**
 * The last that a client is told: why its connection ends, and when to come back. Each
 * gets a time of its own, so that those who go together do not return together.
 *
 * @param code the word for programs
 * @param message what happened and what to do, for people
 * @param retryMs how long to wait before coming back, milliseconds
 */
public record GoAway(ErrorCode code, String message, long retryMs) {

	private static final int LEAST_RETRY_MS = 2000;

	private static final int MOST_RETRY_MS = 8000;

	/** Where others must go first. */
	private static final int LATER = 10;

	/**
	 * What to say at a session's end.
	 * @param reason why it ends
	 * @return the words, with a new delay
	 */
	public static GoAway of(DisconnectReason reason) {
		return switch (reason) {
			case QUOTA -> new GoAway(ErrorCode.QUOTA, "The upstream's plan has no symbol left; come back later",
					LATER * someRetryMs());
			case STREAMS_FULL -> new GoAway(ErrorCode.RATE_LIMITED,
					"All clients together have as many streams as they may; come back later", LATER * someRetryMs());
			// Nothing is wrong with the client: as when the relay stops, it is sent on
			// its way.
			case MAX_AGE -> new GoAway(ErrorCode.DRAINING,
					"The connection is as old as connections here may become; come back soon", someRetryMs());
			case GOING_AWAY, DRAINING ->
				new GoAway(ErrorCode.DRAINING, "The relay is about to stop; come back soon", someRetryMs());
			case BAD_CREDENTIALS -> new GoAway(ErrorCode.UNAUTHORIZED,
					"The credential has expired or was withdrawn; come back with another", someRetryMs());
			case ENTITLEMENTS_CHANGED -> new GoAway(ErrorCode.DRAINING,
					"What the credential may do has changed; come back with it", someRetryMs());
			default -> new GoAway(ErrorCode.SLOW_CONSUMER,
					"The stream was read too slowly; ask for fewer streams, or for mode=conflate with a rate",
					someRetryMs());
		};
	}

	/**
	 * The text for a browser that is not let in. A stream tells it, because after an
	 * error the browser would never come back.
	 * @param refusal why
	 * @return the words, with a new delay
	 */
	public static GoAway of(Refusal refusal) {
		long leastMs = refusal.retryAfter().toMillis();
		// A relay that stops has given each newcomer a wait of its own.
		return new GoAway(refusal.code(), refusal.message(),
				(refusal.code() == ErrorCode.DRAINING) ? leastMs : leastMs + someRetryMs());
	}

	/**
	 * How long to wait after a connection that broke.
	 * @return another answer each time, milliseconds
	 */
	public static long someRetryMs() {
		return ThreadLocalRandom.current().nextLong(LEAST_RETRY_MS, MOST_RETRY_MS + 1);
	}

}
