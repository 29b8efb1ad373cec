package io.tickrelay.demand;

import java.util.Set;

import io.tickrelay.tick.Business;
import io.tickrelay.tick.Topic;

/**
 * The topics that the upstream shall carry. Safe for any thread.
 */
public interface WantedTopics {

	/**
	 * The topics of a business that are wanted now, lingering ones included.
	 * @param business the business
	 * @return a copy, in a stable order
	 */
	Set<Topic> wanted(Business business);

	/**
	 * Registers a listener, which stays for the relay's life.
	 * @param listener told of every change from now on
	 */
	void addListener(DemandListener listener);

}
