package io.tickrelay.cluster;

/**
 * The roles of a replica, as health and meters tell them.
 */
public enum Role {

	/** It has not read the log to its end yet. */
	WARMING,
	/** It applies the leader's log. */
	FOLLOWER,
	/** It has the lease, and reads the log to its own first entry. */
	TAKING_OVER,
	/** It holds the upstream's sessions and writes the log. */
	LEADER,
	/** It hears nothing of the log. */
	CUT_OFF

}
