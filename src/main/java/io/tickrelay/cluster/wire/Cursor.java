package io.tickrelay.cluster.wire;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * Reads numbers and texts one behind another. What can't be read fails the cursor for
 * good, and gives 0 or an empty text.
 */
final class Cursor {

	private static final int LONGEST_NUMBER = 10;

	private final byte[] bytes;

	private int at;

	private boolean good = true;

	Cursor(byte[] bytes) {
		this.bytes = bytes;
	}

	boolean isGood() {
		return this.good;
	}

	boolean hasMore() {
		return this.at < this.bytes.length;
	}

	void fail() {
		this.good = false;
	}

	long number() {
		long value = 0;
		for (int i = 0; i < LONGEST_NUMBER && this.good && hasMore(); i++) {
			byte next = this.bytes[this.at++];
			value |= (long) (next & 0x7f) << (7 * i);
			if (next >= 0) {
				return value;
			}
		}
		fail();
		return 0;
	}

	boolean flag() {
		long value = number();
		if (value != 0 && value != 1) {
			fail();
		}
		return value == 1;
	}

	String text() {
		long length = number();
		if (!this.good || length < 0 || length > this.bytes.length - this.at) {
			fail();
			return "";
		}
		String text = new String(this.bytes, this.at, (int) length, StandardCharsets.UTF_8);
		this.at += (int) length;
		return text;
	}

	@Nullable String optionalText() {
		return flag() ? text() : null;
	}

	/** The constant of a name. */
	<E extends Enum<E>> @Nullable E named(E[] constants) {
		String name = text();
		for (E constant : constants) {
			if (constant.name().equals(name)) {
				return constant;
			}
		}
		fail();
		return null;
	}

	/** The constant of a name, or null where there is no name. */
	<E extends Enum<E>> @Nullable E optional(E[] constants) {
		return flag() ? named(constants) : null;
	}

}
