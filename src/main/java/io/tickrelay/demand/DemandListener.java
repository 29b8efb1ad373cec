package io.tickrelay.demand;

import io.tickrelay.tick.Business;
import io.tickrelay.tick.Topic;

/**
 * Told of changes while {@link Demand} holds its lock, in their order, on whichever
 * thread made them. Must not block; hop to a loop of your own for work.
 */
public interface DemandListener {

	/**
	 * The wanted set of a business is another one. Read it with
	 * {@link Demand#wanted(Business)} when you act, not now: it is a level.
	 * @param business whose set changed
	 */
	default void wantedChanged(Business business) {
	}

	/**
	 * A topic is wanted that was not.
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
