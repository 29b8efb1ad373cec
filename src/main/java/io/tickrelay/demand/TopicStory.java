package io.tickrelay.demand;

import org.jspecify.annotations.Nullable;

/**
 * The upstream's part in one topic, for operators. Times are epoch milliseconds of the
 * relay's clock.
 *
 * @param sentMs when a frame asked for it in the present session; null where none has
 * @param ackedMs when that was acknowledged, or proven by a push; null where it is not
 * @param askAgainInMs until it may be asked for again after a refusal or a lost ack; null
 * where nothing is waited for
 * @param lastError why the upstream would not have it the last time; null where it was
 * never refused
 * @param unread its pushes that could not be read; null where there was none
 * @param session the session of its business
 */
public record TopicStory(@Nullable Long sentMs, @Nullable Long ackedMs, @Nullable Long askAgainInMs,
		@Nullable Fault lastError, @Nullable Unread unread, Session session) {

	/**
	 * An error of the upstream, in the relay's own words.
	 *
	 * @param code the vendor's or HTTP's number, or a name where there is none
	 * @param message what it means
	 * @param atMs when it happened
	 */
	public record Fault(String code, String message, long atMs) {
	}

	/**
	 * Pushes that could not be read.
	 *
	 * @param count how many
	 * @param lastKind what was wrong with the last one, as meters call it
	 * @param lastAgeMs since that came, milliseconds
	 */
	public record Unread(long count, String lastKind, long lastAgeMs) {
	}

	/**
	 * The upstream session of the topic's business.
	 *
	 * @param phase where it is
	 * @param sinceMs since when
	 * @param frameBudgetLeft frames that the key may send now, heartbeats apart
	 * @param nextAttemptInMs until a socket may be opened again; null where nothing is
	 * waited for
	 * @param lastError what went wrong last, or null where nothing has
	 */
	public record Session(SessionPhase phase, long sinceMs, int frameBudgetLeft, @Nullable Long nextAttemptInMs,
			@Nullable Fault lastError) {
	}

}
