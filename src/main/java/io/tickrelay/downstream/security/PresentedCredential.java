package io.tickrelay.downstream.security;

/**
 * A credential that a client showed, not yet checked. Cannot be printed by accident.
 *
 * @param kind what it is
 * @param secret the text, not empty
 */
record PresentedCredential(Kind kind, String secret) {

	@Override
	public String toString() {
		return "(hidden)";
	}

	/** What it is. */
	enum Kind {

		/** A key or a token, whichever the mode is. */
		SECRET,
		/** A ticket. */
		TICKET

	}

}
