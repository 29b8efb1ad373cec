package io.tickrelay.tick;

import java.util.regex.Pattern;

/**
 * A part of the market that the upstream sells as one session: {@code stock},
 * {@code crypto}, {@code common} and whatever it adds. An open set on purpose, because
 * the vendor has added businesses without notice; configuration says which are served.
 *
 * @param name the name as the upstream's URL and the canonical stream name spell it:
 * lower-case letters and digits, at most 24, beginning with a letter
 */
public record Business(String name) implements Comparable<Business> {

	// Before the constants: building them needs it.
	private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]{0,23}");

	/** US, Hong Kong and mainland shares. */
	public static final Business STOCK = new Business("stock");

	/** Crypto-currency pairs. */
	public static final Business CRYPTO = new Business("crypto");

	/** Currencies, metals, energy, futures and indices. */
	public static final Business COMMON = new Business("common");

	public Business {
		if (!isName(name)) {
			throw new IllegalArgumentException("A business is named by 1 to 24 lower-case letters and digits,"
					+ " beginning with a letter, not \"" + name + "\"");
		}
	}

	/**
	 * Tells whether a text could name a business, without building one.
	 * @param text any text
	 * @return whether {@code new Business(text)} would succeed
	 */
	public static boolean isName(String text) {
		return NAME.matcher(text).matches();
	}

	@Override
	public int compareTo(Business other) {
		return this.name.compareTo(other.name);
	}

	@Override
	public String toString() {
		return this.name;
	}

}
