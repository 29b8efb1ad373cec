package io.tickrelay.tick;

/**
 * The result of parsing a stream's name.
 */
public sealed interface ParsedTopic {

	/**
	 * The name is valid.
	 *
	 * @param topic the stream, with its business even where the name had none
	 */
	record Valid(Topic topic) implements ParsedTopic {
	}

	/**
	 * The name is not valid.
	 *
	 * @param text what was typed, shortened to 80 characters
	 * @param fault what is wrong with it
	 * @param message what is wrong and what to do, for the person who typed it
	 */
	record Invalid(String text, Fault fault, String message) implements ParsedTopic {
	}

	/** Why a stream name is not valid. */
	enum Fault {

		/** The name is not of the form {@code [business:]SYMBOL@channel}. */
		MALFORMED,
		/** The part behind the at sign names no channel. */
		UNKNOWN_CHANNEL,
		/** The part before the colon is no business that this relay serves. */
		UNKNOWN_BUSINESS,
		/** The name has no business, and the symbol's form gives none. */
		AMBIGUOUS_SYMBOL,
		/** The upstream's product list is known and does not hold the symbol. */
		UNKNOWN_SYMBOL

	}

}
