package io.tickrelay.downstream.wire;

import org.jspecify.annotations.Nullable;

/**
 * Which command an answer answers.
 *
 * @param op the command's name
 * @param id the id that the client gave it, as JSON text: a number or a quoted string;
 * null where it gave none
 * @param dialect whose words the client used, and the answer will
 */
public record CommandId(String op, @Nullable String id, Dialect dialect) {

	/**
	 * A command in the relay's own words.
	 * @param op the command's name
	 * @param id its id, as JSON text
	 */
	public CommandId(String op, @Nullable String id) {
		this(op, id, Dialect.RELAY);
	}

	/** Whose words a command is in. */
	public enum Dialect {

		/** The relay's own, with {@code op}. */
		RELAY,
		/** Binance's, with {@code method}. */
		BINANCE

	}

}
