package io.tickrelay.downstream.wire;

import org.jspecify.annotations.Nullable;

/**
 * The upstream session of a stream's business, as operators are told of it.
 *
 * @param state where it is
 * @param sinceMs since when, epoch milliseconds
 * @param frameBudgetLeft frames that the key may send now, heartbeats apart
 * @param nextAttemptInMs until a socket may be opened again; null where nothing is waited
 * for
 * @param lastError what went wrong last, or null where nothing has
 */
public record SessionReport(State state, long sinceMs, int frameBudgetLeft, @Nullable Long nextAttemptInMs,
		@Nullable ErrorReport lastError) {

	/** Where a session is; the names are those of the health endpoint. */
	public enum State {

		/** No topic is wanted; there is no socket. */
		IDLE,
		/** A socket is being opened. */
		CONNECTING,
		/** The session is open. */
		LIVE,
		/** The session is lost and the next attempt is waited for. */
		BACKOFF,
		/** The upstream refuses the key or the URL. */
		REJECTED

	}

}
