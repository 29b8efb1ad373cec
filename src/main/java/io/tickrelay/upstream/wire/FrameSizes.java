package io.tickrelay.upstream.wire;

/**
 * How many bytes the parts of a client frame take at the most, so that frames can be
 * bounded before they are written.
 */
public final class FrameSizes {

	/** Everything but symbols and intervals, the longest trace included. */
	public static final int FRAME = 128;

	/** One interval of a k-line frame, its symbols apart. */
	public static final int INTERVAL = 24;

	private static final int ESCAPED = 6;

	private FrameSizes() {
	}

	/**
	 * The size of one symbol.
	 * @param symbol the symbol
	 * @return its bytes as JSON in UTF-8, with a comma
	 */
	public static int of(String symbol) {
		int bytes = 1;
		for (int i = 0; i < symbol.length(); i++) {
			char letter = symbol.charAt(i);
			if (letter < ' ' || letter == '"' || letter == '\\') {
				bytes += ESCAPED;
			}
			else if (letter < 0x80) {
				bytes++;
			}
			else {
				// Half of a surrogate pair has two of its four.
				bytes += (letter < 0x800) || Character.isSurrogate(letter) ? 2 : 3;
			}
		}
		return bytes;
	}

}
