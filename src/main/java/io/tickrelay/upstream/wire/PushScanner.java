package io.tickrelay.upstream.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Reads pushes in the one form that the vendor sends millions of:
 * {@code {"code":10002,"data":{..}}} without white space. Its texts are plain ASCII, its
 * numbers have no exponent, and its books are lists of texts. Whatever is not just so it
 * leaves to the JSON parser, a mistake included, so nothing is read in two ways. Of a
 * frame it makes anew only the texts that its tick will have. One scanner belongs to one
 * session and its loop.
 */
final class PushScanner {

	private static final byte[] START = "{\"code\":100".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] DATA = ",\"data\":{".getBytes(StandardCharsets.US_ASCII);

	private static final String SYMBOL = "s";

	private static final int LONGEST_NAME = 3;

	/** More levels than a book has here. */
	private static final int MOST_TEXTS = 64;

	private static final int MOST_DIGITS = 64;

	private static final List<String> DIGITS = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");

	private final SymbolTexts symbols = new SymbolTexts();

	private final RawFrame raw = new RawFrame();

	private final List<List<String>> asks = List.of(new ArrayList<>(5), new ArrayList<>(5));

	private final List<List<String>> bids = List.of(new ArrayList<>(5), new ArrayList<>(5));

	private byte[] frame = new byte[0];

	private int at;

	private int end;

	/**
	 * Reads a frame.
	 * @param bytes holds the frame
	 * @param start its first byte
	 * @param length how many bytes it has
	 * @return its fields, or null where the frame is of another form; the same object at
	 * each call, lists included
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
		this.raw.clear();
		this.raw.code = code;
		return (code != null && skip(DATA) && fields() && skip('}') && this.at == this.end) ? this.raw : null;
	}

	private boolean fields() {
		do {
			String name = name();
			if (name == null || !skip(':') || !value(name)) {
				return false;
			}
		}
		while (skip(','));
		return skip('}');
	}

	/**
	 * A field's name, empty for one that means nothing here; null where it is longer than
	 * those known: what the envelope has may stand in the data only as something else.
	 */
	private @Nullable String name() {
		if (!skip('"')) {
			return null;
		}
		int from = this.at;
		int name = 0;
		while (this.at < this.end && isPlain(this.frame[this.at])) {
			name = name << Byte.SIZE | this.frame[this.at];
			this.at++;
		}
		if (this.at - from > LONGEST_NAME || !skip('"')) {
			return null;
		}
		return switch (name) {
			case 's' -> SYMBOL;
			case 't' -> "t";
			case 'p' -> "p";
			case 'v' -> "v";
			case 'v' << Byte.SIZE | 'w' -> "vw";
			case 't' << Byte.SIZE | 'd' -> "td";
			case 't' << Byte.SIZE | 'y' -> "ty";
			case 'a' -> "a";
			case 'b' -> "b";
			case 'o' -> "o";
			case 'h' -> "h";
			case 'l' -> "l";
			case 'c' -> "c";
			case 'p' << Byte.SIZE | 'c' -> "pc";
			case 'p' << Short.SIZE | 'c' << Byte.SIZE | 'a' -> "pca";
			case 'p' << Short.SIZE | 'f' << Byte.SIZE | 'r' -> "pfr";
			default -> "";
		};
	}

	private boolean value(String name) {
		if (this.at >= this.end) {
			return false;
		}
		if (this.frame[this.at] == '[') {
			return book(name);
		}
		String value = (this.frame[this.at] == '"') ? text(name.equals(SYMBOL)) : number();
		if (value == null) {
			return false;
		}
		this.raw.readScalar(name, value);
		return true;
	}

	private boolean book(String name) {
		switch (name) {
			case "a" -> this.raw.asks = this.asks;
			case "b" -> this.raw.bids = this.bids;
			default -> {
				return false;
			}
		}
		return lists(name.equals("a") ? this.asks : this.bids);
	}

	/** Two lists of texts; a side without levels may have none. */
	private boolean lists(List<List<String>> lists) {
		lists.getFirst().clear();
		lists.getLast().clear();
		if (!skip('[')) {
			return false;
		}
		return skip(']') || (texts(lists.getFirst()) && skip(',') && texts(lists.getLast()) && skip(']'));
	}

	private boolean texts(List<String> texts) {
		texts.clear();
		if (!skip('[')) {
			return false;
		}
		if (skip(']')) {
			return true;
		}
		do {
			String text = text(false);
			if (text == null || texts.size() == MOST_TEXTS) {
				return false;
			}
			texts.add(text);
		}
		while (skip(','));
		return skip(']');
	}

	private @Nullable String text(boolean isSymbol) {
		if (!skip('"')) {
			return null;
		}
		int from = this.at;
		while (this.at < this.end && isPlain(this.frame[this.at])) {
			this.at++;
		}
		int to = this.at;
		if (!skip('"')) {
			return null;
		}
		return isSymbol ? this.symbols.of(this.frame, from, to) : string(from, to);
	}

	/** Digits that do not begin with a zero, or one alone; a fraction is seldom. */
	private @Nullable String number() {
		int from = this.at;
		while (this.at < this.end && this.frame[this.at] >= '0' && this.frame[this.at] <= '9') {
			this.at++;
		}
		int digits = this.at - from;
		boolean canonical = digits == 1 || (digits > 1 && digits <= MOST_DIGITS && this.frame[from] != '0');
		if (!canonical) {
			return null;
		}
		// A trade's side and a bar's interval: those of one digit are the same each time.
		return (digits == 1) ? DIGITS.get(this.frame[from] - '0') : string(from, this.at);
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
