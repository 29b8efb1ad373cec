package io.tickrelay.hub.outbox;

/**
 * The updates that a client wants of a stream when it can't keep up. A client that keeps
 * up gets every update, unless it asked for a rate.
 */
public sealed interface Delivery {

	/** Every update, or the end of the connection. */
	Delivery ALL = new All();

	/** The newest update of each stream, and bar, whenever the client can take one. */
	Delivery CONFLATE = new Conflate();

	/** Every update, or the end of the connection. */
	record All() implements Delivery {
	}

	/** The newest update of each stream, and of each bar; older ones are replaced. */
	record Conflate() implements Delivery {
	}

	/**
	 * The newest update of each stream, and of each bar, at the edges of an interval.
	 *
	 * @param perSecond how many edges there are in a second, 1 to {@link #MOST}; no
	 * stream, or bar, has more updates than that
	 */
	record Rated(int perSecond) implements Delivery {

		/** Beyond this an interval is no longer than what timers are late by. */
		public static final int MOST = 100;

		public Rated {
			if (perSecond < 1 || perSecond > MOST) {
				throw new IllegalArgumentException("A rate is from 1 to " + MOST + " a second, not " + perSecond);
			}
		}

	}

}
