package io.tickrelay.cluster.lease;

import org.jspecify.annotations.Nullable;

/**
 * The lease as the engine held it at one moment between a request and its answer.
 *
 * @param term grows by one with each holder; 0 where there is no lease
 * @param holder the replica that holds it; empty where there is none
 * @param beat changes with each beat of the holder
 * @param released whether the holder gave it up with all its sockets closed
 * @param heir the replica that shall follow a release; null for any
 * @param holderConnected whether the holder's process still has its connection to the
 * engine
 * @param sameEngine whether the engine is the very process that took the last beat
 */
public record LeaseView(long term, String holder, long beat, boolean released, @Nullable String heir,
		boolean holderConnected, boolean sameEngine) {

	/** No lease: no replica has led yet, or the engine has lost all that it held. */
	public static final LeaseView NONE = new LeaseView(0, "", 0, false, null, false, false);

}
