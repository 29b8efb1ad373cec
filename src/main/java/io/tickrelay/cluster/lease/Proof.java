package io.tickrelay.cluster.lease;

import io.tickrelay.tick.LowerCase;

/**
 * The reasons for which a replica may take the lease. Each shows that no other replica
 * has an upstream socket.
 */
public enum Proof implements LowerCase {

	/** There is no lease, and no holder has written one anew for a while. */
	VACANT,
	/** The holder gave it up, with its sockets closed. */
	RELEASE,
	/**
	 * The holder's beat stands still, and its process has no connection to the engine.
	 */
	DEATH,
	/** The holder's beat has stood still for longer than any holder keeps its sockets. */
	SILENCE,
	/** The replica itself held it last, and its own sockets are closed. */
	OWN

}
