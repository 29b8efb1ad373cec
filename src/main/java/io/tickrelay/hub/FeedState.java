package io.tickrelay.hub;

/**
 * The state of a business's session, as the streams that it feeds see it.
 */
public enum FeedState {

	/** No session has carried these streams yet; one is wanted or being opened. */
	OPENING,
	/** A session is open. */
	UP,
	/** The session is lost and will be opened again. */
	DOWN,
	/** The upstream refuses the relay's key. */
	REJECTED

}
