package io.tickrelay.upstream;

import io.tickrelay.tick.Topic;

/**
 * Tells a closed market from a dead subscription.
 */
@FunctionalInterface
interface MarketHours {

	/** Nothing is known of any market. */
	MarketHours UNKNOWN = (topic) -> false;

	/**
	 * Whether a topic's market is closed now, for sure.
	 * @param topic any topic of the session's business
	 * @return false where it is open, and where nobody knows
	 */
	boolean isClosed(Topic topic);

}
