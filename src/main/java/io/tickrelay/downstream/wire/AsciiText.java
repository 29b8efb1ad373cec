package io.tickrelay.downstream.wire;

import org.jspecify.annotations.Nullable;

/**
 * Writes JSON of plain ASCII, or only counts what it would take: run the same code on a
 * counting one first, and the bytes that the second run fills are allocated once and just
 * as many as there are. Not for texts that JSON would have to escape: it says when it met
 * one, and a real JSON generator is to be used.
 */
final class AsciiText {

	private static final int FIRST_PLAIN = ' ';

	private static final int LAST_PLAIN = '~';

	private static final int BASE = 10;

	private final byte @Nullable [] bytes;

	private int length;

	private boolean plain = true;

	private AsciiText(byte @Nullable [] bytes, int start) {
		this.bytes = bytes;
		this.length = start;
	}

	static AsciiText counting() {
		return new AsciiText(null, 0);
	}

	/** Fills an array from an index on. */
	static AsciiText into(byte[] bytes, int start) {
		return new AsciiText(bytes, start);
	}

	/** How many bytes there are so far, and before the start. */
	int length() {
		return this.length;
	}

	/** Whether all texts were such that they may stand as they are. */
	boolean isPlain() {
		return this.plain;
	}

	/** A text that is known to be plain, or syntax. */
	AsciiText raw(String text) {
		byte[] target = this.bytes;
		if (target != null) {
			for (int i = 0; i < text.length(); i++) {
				target[this.length + i] = (byte) text.charAt(i);
			}
		}
		this.length += text.length();
		return this;
	}

	/** A text from outside, in quotes. */
	AsciiText quoted(String text) {
		if (this.bytes == null) {
			check(text);
		}
		return raw("\"").raw(text).raw("\"");
	}

	/** A number that is not negative. */
	AsciiText number(long value) {
		this.plain &= value >= 0;
		int digits = 1;
		for (long rest = value / BASE; rest != 0; rest /= BASE) {
			digits++;
		}
		byte[] target = this.bytes;
		if (target != null) {
			long rest = value;
			for (int i = this.length + digits - 1; i >= this.length; i--) {
				target[i] = (byte) ('0' + rest % BASE);
				rest /= BASE;
			}
		}
		this.length += digits;
		return this;
	}

	private void check(String text) {
		for (int i = 0; i < text.length(); i++) {
			char next = text.charAt(i);
			this.plain &= next >= FIRST_PLAIN && next <= LAST_PLAIN && next != '"' && next != '\\';
		}
	}

}
