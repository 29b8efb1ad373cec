package io.tickrelay.hub;

/**
 * What a client wants of a stream when it can't keep up. One that keeps up gets every
 * update either way.
 */
public enum Delivery {

	/** Every update, or the end of the connection. */
	ALL,
	/** The newest update of each stream; older ones are replaced. */
	CONFLATE

}
