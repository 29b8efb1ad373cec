package io.tickrelay.tick;

/**
 * A stream: one kind of data of one symbol of one business. Clients ask for topics,
 * demand counts them, and the upstream is subscribed to them.
 *
 * @param business the session that carries it
 * @param symbol the upstream's own spelling, case-sensitive ({@code AAPL.US},
 * {@code BTCUSDT}), in any script; its alphabet needs no escape in JSON
 * @param channel the kind of data
 */
public record Topic(Business business, String symbol, Channel channel) {

	// Comma, colon, at sign, quote, backslash and white space are left out. They are
	// syntax in the frames and names that a symbol travels in.
	private static final String SIGNS = "._&^=/$+#-";

	private static final int LAST_ASCII = 0x7f;

	private static final int LONGEST_SYMBOL = 40;

	public Topic {
		if (!isSymbol(symbol)) {
			throw new IllegalArgumentException("\"" + symbol + "\" is not a symbol");
		}
	}

	/**
	 * Tells whether a text could be a symbol of any market.
	 * @param text any text
	 * @return whether it has 1 to 40 characters of a symbol's alphabet
	 */
	public static boolean isSymbol(String text) {
		if (text.isEmpty() || text.length() > LONGEST_SYMBOL) {
			return false;
		}
		for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
			int next = text.codePointAt(i);
			if ((next <= LAST_ASCII) ? !isSymbolsAscii(next) : !isOfSomeScript(next)) {
				return false;
			}
		}
		return true;
	}

	private static boolean isSymbolsAscii(int next) {
		int letter = next | 0x20;
		return (letter >= 'a' && letter <= 'z') || (next >= '0' && next <= '9') || SIGNS.indexOf(next) >= 0;
	}

	/**
	 * True for a letter, digit, mark or symbol. False for spaces, controls and invisible
	 * characters.
	 */
	private static boolean isOfSomeScript(int next) {
		return Character.isLetterOrDigit(next) || switch (Character.getType(next)) {
			case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.OTHER_SYMBOL -> true;
			default -> false;
		};
	}

	/**
	 * The canonical name.
	 * @return such as {@code crypto:BTCUSDT@kline_1m}
	 */
	public String name() {
		return this.business.name() + ":" + this.symbol + "@" + this.channel.text();
	}

	@Override
	public String toString() {
		return name();
	}

}
