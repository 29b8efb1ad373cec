package io.tickrelay.demand;

import io.tickrelay.tick.LowerCase;

/**
 * The states of an upstream session that operators know.
 */
public enum SessionPhase implements LowerCase {

	/** No topic is wanted; there is no socket. */
	IDLE,
	/** A socket is being opened. */
	CONNECTING,
	/** The session is open. */
	LIVE,
	/** The session is lost and the next attempt is waited for. */
	BACKOFF,
	/** The upstream refuses the key or the URL. */
	REJECTED

}
