package io.tickrelay.tick;

import java.util.Locale;

/**
 * An enum whose constants are words on a wire or in meters. The word is the name in lower
 * case, with underscores.
 */
public interface LowerCase {

	/**
	 * The constant's name.
	 * @return upper case with underscores
	 */
	String name();

	/**
	 * The word on the wire and in meters.
	 * @return lower case with underscores
	 */
	default String text() {
		return name().toLowerCase(Locale.ROOT);
	}

}
