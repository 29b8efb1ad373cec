package io.tickrelay.catalog;

import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.tickrelay.tick.Business;
import io.tickrelay.tick.SymbolResolver;
import org.jspecify.annotations.Nullable;

/**
 * Derives a symbol's business from its form, so that clients may write {@code BTCUSDT}
 * instead of {@code crypto:BTCUSDT}. Rules, first match wins: a market's suffix; two ISO
 * 4217 currencies, or a metal and a currency; a crypto pair by its quote asset.
 */
public final class SymbolPatterns implements SymbolResolver {

	private static final Set<String> SHARES = Set.of("US", "HK", "SH", "SZ");

	/** Markets that newer plans carry as businesses of their own. */
	private static final Map<String, Business> MARKETS = Map.of("JP", new Business("japan"), "IN",
			new Business("india"), "KS", new Business("korea"), "TW", new Business("taiwan"));

	private static final int CODE_LENGTH = 3;

	// The JDK's ISO 4217 table holds XAU, XAG, XPT and XPD, too.
	private static final Set<String> CURRENCIES = Currency.getAvailableCurrencies()
		.stream()
		.map(Currency::getCurrencyCode)
		.collect(Collectors.toUnmodifiableSet());

	private final Set<Business> businesses;

	private final List<String> quoteAssets;

	/**
	 * Creates the rules.
	 * @param businesses the businesses that this relay serves
	 * @param quoteAssets endings that make a symbol a crypto pair
	 */
	public SymbolPatterns(Set<Business> businesses, List<String> quoteAssets) {
		this.businesses = Set.copyOf(businesses);
		this.quoteAssets = List.copyOf(quoteAssets);
	}

	@Override
	public @Nullable Business apply(String symbol) {
		int dot = symbol.lastIndexOf('.');
		if (dot > 0) {
			return ofMarket(symbol.substring(dot + 1));
		}
		if (isCurrencyPair(symbol)) {
			return Business.COMMON;
		}
		boolean cryptoPair = this.quoteAssets.stream()
			.anyMatch((quote) -> symbol.length() > quote.length() && symbol.endsWith(quote));
		return cryptoPair ? Business.CRYPTO : null;
	}

	private @Nullable Business ofMarket(String suffix) {
		if (SHARES.contains(suffix)) {
			return Business.STOCK;
		}
		Business market = MARKETS.get(suffix);
		if (market == null) {
			return null;
		}
		return this.businesses.contains(market) ? market : Business.STOCK;
	}

	private static boolean isCurrencyPair(String symbol) {
		return symbol.length() == 2 * CODE_LENGTH && CURRENCIES.contains(symbol.substring(0, CODE_LENGTH))
				&& CURRENCIES.contains(symbol.substring(CODE_LENGTH));
	}

}
