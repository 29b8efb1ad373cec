package io.tickrelay.upstream.wire;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * The texts of the symbols that a session's frames name again and again. Each place of
 * the table holds the last symbol that belonged there: two that share one only cost a new
 * text at each change. Bounded by its size. One table belongs to one session and its
 * loop.
 */
final class SymbolTexts {

	/** A power of two, well above the symbols that a key may subscribe. */
	private static final int PLACES = 4096;

	/** Longer ones are no symbols. */
	private static final int LONGEST = 40;

	private static final int MULTIPLIER = 31;

	private final @Nullable String[] texts = new String[PLACES];

	/**
	 * The text of some bytes.
	 * @param bytes hold it in ASCII
	 * @param from its first byte
	 * @param to the byte behind it
	 * @return the text, the same object for the same text, mostly
	 */
	String of(byte[] bytes, int from, int to) {
		if (to - from > LONGEST) {
			return text(bytes, from, to);
		}
		int hash = 0;
		for (int i = from; i < to; i++) {
			hash = MULTIPLIER * hash + bytes[i];
		}
		int place = (hash ^ hash >>> Short.SIZE) & (PLACES - 1);
		String known = this.texts[place];
		if (known == null || !isSame(known, bytes, from, to)) {
			known = text(bytes, from, to);
			this.texts[place] = known;
		}
		return known;
	}

	private static boolean isSame(String text, byte[] bytes, int from, int to) {
		if (text.length() != to - from) {
			return false;
		}
		for (int i = from; i < to; i++) {
			if (text.charAt(i - from) != bytes[i]) {
				return false;
			}
		}
		return true;
	}

	private static String text(byte[] bytes, int from, int to) {
		return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
	}

}
