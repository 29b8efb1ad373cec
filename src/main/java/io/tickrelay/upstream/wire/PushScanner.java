package io.tickrelay.upstream.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Reads pushes in the one form that the vendor sends millions of:
 * {@code {"code":10002,"data":{..}}} without white space, with texts of plain ASCII,
 * numbers without an exponent, and books as lists of texts. Whatever is not just so it
 * leaves to the JSON parser, a mistake included, so nothing is read in two ways. One
 * scanner belongs to one session and its loop.
 */
final class PushScanner {

	private static final byte[] START = "{\"code\":100".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] DATA = ",\"data\":{".getBytes(StandardCharsets.US_ASCII);

	private static final int LONGEST_NAME = 3;

	private static final int MOST_DIGITS = 64;

	private byte[] frame = new byte[0];

	private int at;

	private int end;

	/**
	 * Reads a frame.
	 * @param bytes holds the frame
	 * @param start its first byte
	 * @param length how many bytes it has
	 * @return its fields, or null where the frame is of another form
	 */
	@Nullable RawFrame read(byte[] bytes, int start, int length) {
		this.frame = bytes;
		this.at = start;
		this.end = start + length;
		if (!skip(START) || this.at + 2 > this.end) {
			return null;
		}
		String code = switch (bytes[this.at] << Byte.SIZE | bytes[this.at + 1]) {
			case '0' << Byte.SIZE | '2' -> "10002";
			case '0' << Byte.SIZE | '5' -> "10005";
			case '0' << Byte.SIZE | '8' -> "10008";
			default -> null;
		};
		this.at += 2;
		RawFrame raw = new RawFrame();
		raw.code = code;
		return (code != null && skip(DATA) && fields(raw) && skip('}') && this.at == this.end) ? raw : null;
	}

	private boolean fields(RawFrame raw) {
		do {
			String name = text();
			// What the envelope has may stand in the data only as something else.
			if (name == null || name.length() > LONGEST_NAME || !skip(':') || !value(raw, name)) {
				return false;
			}
		}
		while (skip(','));
		return skip('}');
	}

	private boolean value(RawFrame raw, String name) {
		if (this.at >= this.end) {
			return false;
		}
		if (this.frame[this.at] == '[') {
			List<List<String>> lists = lists();
			return lists != null && raw.readLists(name, lists);
		}
		String value = (this.frame[this.at] == '"') ? text() : number();
		if (value == null) {
			return false;
		}
		raw.readScalar(name, value);
		return true;
	}

	private @Nullable List<List<String>> lists() {
		List<List<String>> lists = new ArrayList<>(2);
		skip('[');
		do {
			List<String> texts = new ArrayList<>(5);
			if (!skip('[')) {
				return null;
			}
			do {
				String text = text();
				if (text == null) {
					return null;
				}
				texts.add(text);
			}
			while (skip(','));
			if (!skip(']')) {
				return null;
			}
			lists.add(texts);
		}
		while (skip(','));
		return skip(']') ? lists : null;
	}

	private @Nullable String text() {
		if (!skip('"')) {
			return null;
		}
		int from = this.at;
		while (this.at < this.end && isPlain(this.frame[this.at])) {
			this.at++;
		}
		int to = this.at;
		return skip('"') ? string(from, to) : null;
	}

	/** Digits that do not begin with a zero, or one alone; a fraction is seldom. */
	private @Nullable String number() {
		int from = this.at;
		while (this.at < this.end && this.frame[this.at] >= '0' && this.frame[this.at] <= '9') {
			this.at++;
		}
		int digits = this.at - from;
		boolean canonical = digits == 1 || (digits > 1 && digits <= MOST_DIGITS && this.frame[from] != '0');
		return canonical ? string(from, this.at) : null;
	}

	private String string(int from, int to) {
		return new String(this.frame, from, to - from, StandardCharsets.ISO_8859_1);
	}

	private static boolean isPlain(byte next) {
		// Bytes of other characters than ASCII's are negative.
		return next >= ' ' && next != '"' && next != '\\' && next != 0x7f;
	}

	private boolean skip(char expected) {
		if (this.at < this.end && this.frame[this.at] == expected) {
			this.at++;
			return true;
		}
		return false;
	}

	private boolean skip(byte[] expected) {
		if (this.end - this.at < expected.length) {
			return false;
		}
		for (int i = 0; i < expected.length; i++) {
			if (this.frame[this.at + i] != expected[i]) {
				return false;
			}
		}
		this.at += expected.length;
		return true;
	}

}
