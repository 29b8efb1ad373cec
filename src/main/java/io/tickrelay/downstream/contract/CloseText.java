package io.tickrelay.downstream.contract;

import java.nio.charset.StandardCharsets;

/**
 * The words of a WebSocket's close frame. It has room for 123 bytes; a client would take
 * a longer one, or half a character, for a broken frame. Source: RFC 6455, section 5.5.
 */
public final class CloseText {

	private static final int MOST_BYTES = 123;

	private CloseText() {
	}

	/**
	 * Fits a text into a close frame.
	 * @param text any text
	 * @return all of it; else whole clauses, or at least whole words
	 */
	public static String of(String text) {
		String line = text.replaceAll("\\p{Cntrl}", " ");
		if (bytes(line) <= MOST_BYTES) {
			return line;
		}
		int end = 0;
		int used = 0;
		while (used + bytes(Character.toString(line.codePointAt(end))) <= MOST_BYTES) {
			int next = line.codePointAt(end);
			used += bytes(Character.toString(next));
			end += Character.charCount(next);
		}
		String head = line.substring(0, end);
		int clause = Math.max(head.lastIndexOf("; "), head.lastIndexOf(". "));
		if (clause > end / 2) {
			return head.substring(0, clause);
		}
		int word = (line.charAt(end) == ' ') ? end : head.lastIndexOf(' ');
		return (word > end / 2) ? head.substring(0, word) : head;
	}

	private static int bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8).length;
	}

}
