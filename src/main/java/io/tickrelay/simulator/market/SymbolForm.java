package io.tickrelay.simulator.market;

import java.util.Set;

import io.tickrelay.tick.Business;

/**
 * The facts that the spelling of a symbol tells. A symbol that clearly belongs to another
 * business is acknowledged and stays silent, which is what the vendor does.
 */
public enum SymbolForm {

	US_SHARE, HONG_KONG_SHARE, MAINLAND_SHARE, JAPANESE_SHARE, INDIAN_SHARE, KOREAN_SHARE, TAIWANESE_SHARE,
	CURRENCY_PAIR, METAL, COIN,
	/** Tells nothing: traded in each business that is asked for it. */
	OTHER;

	private static final Set<String> CURRENCIES = Set.of("USD", "EUR", "JPY", "GBP", "CHF", "AUD", "NZD", "CAD", "CNY",
			"CNH", "HKD", "SGD", "KRW", "INR", "TWD", "SEK", "NOK", "DKK", "PLN", "MXN", "ZAR", "TRY", "THB", "BRL");

	private static final Set<String> METALS = Set.of("XAU", "XAG", "XPT", "XPD");

	private static final Set<String> QUOTE_COINS = Set.of("USDT", "USDC", "FDUSD", "BTC", "ETH", "BNB");

	/**
	 * Reads a symbol's form.
	 * @param symbol any text
	 * @return its form, {@link #OTHER} where it has none
	 */
	public static SymbolForm of(String symbol) {
		return switch (symbol.substring(symbol.lastIndexOf('.') + 1)) {
			case "US" -> US_SHARE;
			case "HK" -> HONG_KONG_SHARE;
			case "SH", "SZ" -> MAINLAND_SHARE;
			case "JP" -> JAPANESE_SHARE;
			case "IN" -> INDIAN_SHARE;
			case "KS" -> KOREAN_SHARE;
			case "TW" -> TAIWANESE_SHARE;
			default -> ofPair(symbol);
		};
	}

	/**
	 * Whether symbols of this form are traded there.
	 * @param business one of the vendor's
	 * @return true where the vendor lists such symbols
	 */
	public boolean tradesOn(Business business) {
		String name = business.name();
		return switch (this) {
			case US_SHARE, HONG_KONG_SHARE, MAINLAND_SHARE -> name.equals("stock");
			case JAPANESE_SHARE -> name.equals("japan") || name.equals("stock");
			case INDIAN_SHARE -> name.equals("india") || name.equals("stock");
			case KOREAN_SHARE -> name.equals("korea") || name.equals("stock");
			case TAIWANESE_SHARE -> name.equals("taiwan") || name.equals("stock");
			case CURRENCY_PAIR, METAL -> name.equals("common");
			case COIN -> name.equals("crypto");
			case OTHER -> true;
		};
	}

	private static SymbolForm ofPair(String symbol) {
		if (symbol.length() == 6 && CURRENCIES.contains(symbol.substring(3))) {
			String base = symbol.substring(0, 3);
			if (CURRENCIES.contains(base) || METALS.contains(base)) {
				return METALS.contains(base) ? METAL : CURRENCY_PAIR;
			}
		}
		boolean coin = QUOTE_COINS.stream()
			.anyMatch((quote) -> symbol.length() > quote.length() && symbol.endsWith(quote));
		return coin ? COIN : OTHER;
	}

}
