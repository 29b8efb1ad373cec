package io.tickrelay.upstream;

import io.tickrelay.hub.StreamStatus.Cause;
import org.jspecify.annotations.Nullable;

/**
 * How a topic stands with the upstream in this session.
 */
sealed interface Hold {

	/**
	 * Subscribed, and neither ack nor data has come yet.
	 *
	 * @param trace the frame that asked
	 * @param sinceNs when
	 * @param tries how it went before
	 */
	record Requested(String trace, long sinceNs, Tries tries) implements Hold {
	}

	/** Acknowledged, or heard of, which proves as much. */
	record Held() implements Hold {
	}

	/** Held, but silent beyond its wont: to be cancelled and asked for anew. */
	record Renewing() implements Hold {
	}

	/**
	 * Unsubscribed, and no ack has come yet.
	 *
	 * @param trace the frame that cancelled
	 * @param sinceNs when
	 */
	record Releasing(String trace, long sinceNs) implements Hold {
	}

	/**
	 * To be asked for again.
	 *
	 * @param fromNs not before
	 * @param tries how it went so far
	 * @param mayStand whether the upstream may have it all the same, as it is where an
	 * ack was lost
	 */
	record Waiting(long fromNs, Tries tries, boolean mayStand) implements Hold {
	}

	/**
	 * The upstream will not have it.
	 *
	 * @param cause why
	 * @param retry when to ask once more; null for not as long as it is wanted
	 * @param mayStand whether it may stand all the same, because it was asked for twice
	 */
	record Refused(Cause cause, @Nullable Retry retry, boolean mayStand) implements Hold {
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
