package io.tickrelay.upstream.machine;

import io.tickrelay.tick.Topic;

/**
 * Tells a closed market from a dead subscription.
 */
@FunctionalInterface
public interface MarketHours {

	/** Nothing is known of any market. */
	MarketHours UNKNOWN = (topic) -> false;

	/**
	 * Whether a topic's silence is no wonder now, because its market is known to be
	 * closed, or about to open or to close.
	 * @param topic any topic of the session's business
	 * @return false where it trades, and where its hours are unknown
	 */
	boolean explainSilence(Topic topic);

}
