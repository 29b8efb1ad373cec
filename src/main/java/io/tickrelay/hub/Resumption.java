package io.tickrelay.hub;

import io.tickrelay.tick.LowerCase;

/**
 * The outcome of a client's request to resume.
 */
public sealed interface Resumption {

	/**
	 * Nothing is missing.
	 *
	 * @param replayed how many ticks were sent again
	 */
	record Recovered(int replayed) implements Resumption {
	}

	/**
	 * Something may be missing; nothing was replayed.
	 *
	 * @param reason why
	 */
	record NotRecovered(Reason reason) implements Resumption {
	}

	/** Why a client can't go on where it was. */
	enum Reason implements LowerCase {

		/** The relay keeps less of the past than that. */
		WINDOW,
		/** The tick that the client names is none of this relay's present life. */
		RESTART;

	}

}
