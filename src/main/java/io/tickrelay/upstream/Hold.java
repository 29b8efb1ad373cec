package io.tickrelay.upstream;

import io.tickrelay.hub.StreamStatus.Cause;

/**
 * How a topic stands with the upstream in this session.
 */
sealed interface Hold {

	/**
	 * Subscribed, and neither ack nor data has come yet.
	 *
	 * @param trace the frame that asked
	 * @param sinceNs when
	 * @param tries how often it was asked for before
	 */
	record Requested(String trace, long sinceNs, int tries) implements Hold {
	}

	/** Acknowledged, or heard of, which proves as much. */
	record Held() implements Hold {
	}

	/**
	 * Unsubscribed, and no ack has come yet.
	 *
	 * @param trace the frame that cancelled
	 * @param sinceNs when
	 * @param stillPushed whether data kept coming after a time of grace
	 */
	record Releasing(String trace, long sinceNs, boolean stillPushed) implements Hold {
	}

	/**
	 * To be asked for again.
	 *
	 * @param fromNs not before
	 * @param tries how often it was asked for
	 * @param mayStand whether the upstream may have it all the same, as it is where an
	 * ack was lost
	 */
	record Waiting(long fromNs, int tries, boolean mayStand) implements Hold {
	}

	/**
	 * The upstream will not have it; nobody asks again while it is wanted.
	 *
	 * @param cause why
	 */
	record Refused(Cause cause) implements Hold {
	}

}
