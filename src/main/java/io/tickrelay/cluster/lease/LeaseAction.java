package io.tickrelay.cluster.lease;

/**
 * An action of the shell, in the order given.
 */
public sealed interface LeaseAction {

	/**
	 * The replica leads: it may open upstream sockets once it has read the log.
	 *
	 * @param term its term
	 * @param proof why it could take the lease
	 */
	record Lead(long term, Proof proof) implements LeaseAction {
	}

	/**
	 * The replica leads no longer. It closes its upstream sockets at once, and tells the
	 * machine when they are closed.
	 *
	 * @param why for the log
	 */
	record Abort(String why) implements LeaseAction {
	}

	/** The replica shall follow no more: its lease is given up, or another has it. */
	record Left() implements LeaseAction {
	}

}
