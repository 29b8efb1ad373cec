package io.tickrelay.downstream.wire;

import java.util.Arrays;

/**
 * Writes JSON of plain ASCII into a buffer that its thread uses again. So the bytes of a
 * message are allocated once, in their exact number. Not for texts that JSON would have
 * to escape: it says when it met one, and a real JSON generator is to be used.
 */
final class AsciiText {

	private static final ThreadLocal<AsciiText> OF_THREAD = ThreadLocal.withInitial(AsciiText::new);

	private static final int FIRST_CAPACITY = 1024;

	/** A thread keeps no more than that for its next message. */
	private static final int LARGEST_KEPT = 64 * 1024;

	private static final int FIRST_PLAIN = ' ';

	private static final int LAST_PLAIN = '~';

	private static final int BASE = 10;

	private byte[] bytes = new byte[FIRST_CAPACITY];

	private int length;

	private boolean plain = true;

	private AsciiText() {
	}

	/**
	 * Begins a message. The one that this thread wrote before must be done with.
	 * @return the thread's only writer, empty
	 */
	static AsciiText begin() {
		AsciiText text = OF_THREAD.get();
		text.length = 0;
		text.plain = true;
		if (text.bytes.length > LARGEST_KEPT) {
			text.bytes = new byte[FIRST_CAPACITY];
		}
		return text;
	}

	/** How many bytes there are so far. */
	int length() {
		return this.length;
	}

	/** Whether all texts were such that they may stand as they are. */
	boolean isPlain() {
		return this.plain;
	}

	/** Copies what there is into an array, from an index on. */
	void copyTo(byte[] target, int at) {
		System.arraycopy(this.bytes, 0, target, at, this.length);
	}

	/** A text that is known to be plain, or syntax. */
	AsciiText raw(String text) {
		makeRoom(text.length());
		append(text);
		return this;
	}

	/** A text that needs no escape, and may be of another script. */
	AsciiText symbol(String text) {
		for (int i = 0; i < text.length(); i++) {
			this.plain &= text.charAt(i) <= LAST_PLAIN;
		}
		return raw(text);
	}

	/** A text that is known to be plain, in quotes. */
	AsciiText quoted(String text) {
		byte quote = '"';
		makeRoom(text.length() + 2);
		this.bytes[this.length++] = quote;
		append(text);
		this.bytes[this.length++] = quote;
		return this;
	}

	/** Any text, in quotes. */
	AsciiText quotedUnknown(String text) {
		for (int i = 0; i < text.length(); i++) {
			char next = text.charAt(i);
			this.plain &= next >= FIRST_PLAIN && next <= LAST_PLAIN && next != '"' && next != '\\';
		}
		return quoted(text);
	}

	/** A number that is not negative. */
	AsciiText number(long value) {
		this.plain &= value >= 0;
		int digits = 1;
		for (long rest = value / BASE; rest != 0; rest /= BASE) {
			digits++;
		}
		makeRoom(digits);
		long rest = value;
		for (int i = this.length + digits - 1; i >= this.length; i--) {
			this.bytes[i] = (byte) ('0' + rest % BASE);
			rest /= BASE;
		}
		this.length += digits;
		return this;
	}

	// Deprecated because it takes only the low byte of each character, which is all that
	// there is of ASCII's; the others look at each of them for what they don't find.
	@SuppressWarnings("deprecation")
	private void append(String text) {
		text.getBytes(0, text.length(), this.bytes, this.length);
		this.length += text.length();
	}

	private void makeRoom(int more) {
		if (this.bytes.length - this.length < more) {
			this.bytes = Arrays.copyOf(this.bytes, Math.max(this.length + more, 2 * this.bytes.length));
		}
	}

}
