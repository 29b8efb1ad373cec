package io.tickrelay.demand;

import io.tickrelay.tick.Business;
import io.tickrelay.tick.Topic;

/**
 * A listener for changes of {@link Demand}. It is called in their order, under the lock
 * of demand, on the thread that made the change. It must not block, and does its work on
 * a loop of its own.
 */
public interface DemandListener {

	/**
	 * The wanted set of a business has changed. It is a level, so a listener reads it
	 * with {@link Demand#wanted(Business)} when it acts, not now.
	 * @param business whose set changed
	 */
	default void wantedChanged(Business business) {
	}

	/**
	 * A topic is wanted that was not wanted before.
	 * @param topic what became wanted
	 */
	default void added(Topic topic) {
	}

	/**
	 * A topic is no longer wanted and its linger is over.
	 * @param topic what became unwanted
	 */
	default void dropped(Topic topic) {
	}

}
