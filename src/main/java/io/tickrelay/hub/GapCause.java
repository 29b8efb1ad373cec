package io.tickrelay.hub;

import io.tickrelay.tick.LowerCase;

/** Why a client misses updates. */
public enum GapCause implements LowerCase {

	/** The client did not take them in time: they had numbers. */
	SLOW_CONSUMER,
	/** This relay had more to do than it could: they had numbers. */
	RELAY_BEHIND,
	/** They never reached this relay, and their number is unknown. */
	UPSTREAM_RECONNECT,
	/** They came while the client was away, and the newest says what they said. */
	REPLAY_WINDOW;

}
