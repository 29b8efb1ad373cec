package io.tickrelay.upstream.machine;

import java.time.Duration;

import io.tickrelay.hub.StreamStatus.Cause;
import org.jspecify.annotations.Nullable;

/**
 * How a topic stands with the upstream in this session.
 */
sealed interface SubscriptionState {

	/** How long the first ack is waited for; twice as long after each that is lost. */
	long FIRST_ACK_TIMEOUT_NS = Duration.ofSeconds(10).toNanos();

	/** The most doublings of that. */
	int MOST_DOUBLINGS = 5;

	/** Whether the upstream has it, as far as is known. */
	default boolean isStanding() {
		return this instanceof Held || this instanceof Renewing;
	}

	/** Whether the upstream has it, or may have it. */
	default boolean mayStand() {
		return switch (this) {
			case Requested _, Held _, Renewing _ -> true;
			case Waiting(var _, var _, boolean may) -> may;
			case Refused(var _, var _, boolean may) -> may;
			case Releasing _ -> false;
		};
	}

	/** Whether it is to be asked for now, if it is wanted. */
	default boolean isMissing(long nowNs) {
		return switch (this) {
			case Releasing _ -> true;
			case Waiting(long fromNs, var _, var _) -> nowNs - fromNs >= 0;
			case Refused(var _, Retry retry, var _) -> retry != null && nowNs - retry.atNs() >= 0;
			case Requested _, Held _, Renewing _ -> false;
		};
	}

	/** Whether its ack should have come by now. */
	default boolean isOverdue(long nowNs) {
		return switch (this) {
			case Requested requested -> nowNs - requested.overdueNs() >= 0;
			case Releasing releasing -> nowNs - releasing.overdueNs() >= 0;
			case Waiting _, Refused _, Held _, Renewing _ -> false;
		};
	}

	/** The same, but for an ack that is awaited for longer. */
	default SubscriptionState orLater(long lostNs, long nowNs) {
		return switch (this) {
			case Requested(String trace, long sinceNs, Tries tries) ->
				new Requested(trace, SessionTimes.later(sinceNs, lostNs, nowNs), tries);
			case Releasing(String trace, long sinceNs) ->
				new Releasing(trace, SessionTimes.later(sinceNs, lostNs, nowNs));
			case Waiting _, Refused _, Held _, Renewing _ -> this;
		};
	}

	/** How long nothing becomes of it by time alone. */
	default long nextDelayNs(long nowNs) {
		return switch (this) {
			case Requested requested -> requested.overdueNs() - nowNs;
			case Releasing releasing -> releasing.overdueNs() - nowNs;
			// What is due already waits for a frame that may be sent, not for time.
			case Waiting _, Refused _ -> {
				Long nextNs = askAgainNs();
				yield (nextNs == null || nextNs - nowNs <= 0) ? Long.MAX_VALUE : nextNs - nowNs;
			}
			case Held _, Renewing _ -> Long.MAX_VALUE;
		};
	}

	/** When it may be asked for again at the earliest; null where that is no matter. */
	default @Nullable Long askAgainNs() {
		return switch (this) {
			case Waiting waiting -> waiting.fromNs();
			case Refused(var _, Retry retry, var _) -> (retry == null) ? null : Long.valueOf(retry.atNs());
			case Requested _, Releasing _, Held _, Renewing _ -> null;
		};
	}

	/**
	 * Subscribed, and neither ack nor data has come yet.
	 *
	 * @param trace the frame that asked
	 * @param sinceNs when
	 * @param tries how it went before
	 */
	record Requested(String trace, long sinceNs, Tries tries) implements SubscriptionState {

		private long overdueNs() {
			return this.sinceNs + (FIRST_ACK_TIMEOUT_NS << Math.min(this.tries.lostAcks(), MOST_DOUBLINGS));
		}

	}

	/** Acknowledged, or heard of, which proves as much. */
	record Held() implements SubscriptionState {
	}

	/** Held, but silent beyond its wont: to be cancelled and asked for anew. */
	record Renewing() implements SubscriptionState {
	}

	/**
	 * Unsubscribed, and no ack has come yet.
	 *
	 * @param trace the frame that cancelled
	 * @param sinceNs when
	 */
	record Releasing(String trace, long sinceNs) implements SubscriptionState {

		private long overdueNs() {
			return this.sinceNs + FIRST_ACK_TIMEOUT_NS;
		}

	}

	/**
	 * To be asked for again.
	 *
	 * @param fromNs not before
	 * @param tries how it went so far
	 * @param mayStand whether the upstream may have it all the same, as it is where an
	 * ack was lost
	 */
	record Waiting(long fromNs, Tries tries, boolean mayStand) implements SubscriptionState {
	}

	/**
	 * The upstream will not have it.
	 *
	 * @param cause why
	 * @param retry when to ask once more; null for not as long as it is wanted
	 * @param mayStand whether it may stand all the same, because it was asked for twice
	 */
	record Refused(Cause cause, @Nullable Retry retry, boolean mayStand) implements SubscriptionState {
	}

	/**
	 * How often a topic was asked for in vain.
	 *
	 * @param lostAcks without an answer
	 * @param overQuota with the answer that the plan is full
	 */
	record Tries(int lostAcks, int overQuota) {

		static final Tries NONE = new Tries(0, 0);

		Tries ackLost() {
			return new Tries(this.lostAcks + 1, this.overQuota);
		}

		Tries refusedForQuota() {
			return new Tries(this.lostAcks, this.overQuota + 1);
		}

	}

	/**
	 * Another question about a refused topic.
	 *
	 * @param atNs not before
	 * @param lot topics of the same lot share a frame, and no others; 0 where it does not
	 * matter
	 */
	record Retry(long atNs, int lot) {
	}

}
