package io.tickrelay.upstream.wire;

import org.jspecify.annotations.Nullable;

/**
 * Tells decimal text from anything else without changing a digit of it. What passes holds
 * no character that JSON or SSE would have to escape.
 */
final class Decimals {

	private static final int LONGEST = 64;

	private Decimals() {
	}

	/**
	 * Whether a text is a plain decimal, an exponent allowed.
	 * @param text any text or null
	 * @return false for null
	 */
	static boolean isDecimal(@Nullable String text) {
		if (text == null || text.length() > LONGEST) {
			return false;
		}
		int next = digits(text, text.startsWith("-") ? 1 : 0);
		if (next < 0) {
			return false;
		}
		if (next < text.length() && text.charAt(next) == '.') {
			next = digits(text, next + 1);
		}
		if (next > 0 && next < text.length() && (text.charAt(next) | 0x20) == 'e') {
			boolean signed = next + 1 < text.length() && (text.charAt(next + 1) == '-' || text.charAt(next + 1) == '+');
			next = digits(text, signed ? next + 2 : next + 1);
		}
		return next == text.length();
	}

	/**
	 * A text that is a decimal, or nothing.
	 * @param text any text or null
	 * @return the same text, or null
	 */
	static @Nullable String orNull(@Nullable String text) {
		return isDecimal(text) ? text : null;
	}

	/** The index behind one or more digits, or -1 where there is none. */
	private static int digits(String text, int from) {
		int at = from;
		while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
			at++;
		}
		return (at > from) ? at : -1;
	}

}
