package io.tickrelay.simulator.market;

import java.util.Map;

/**
 * Finds a plausible instrument for any symbol: well-known ones trade near their price of
 * the day, the others where their form and their hash say.
 */
final class Instruments {

	private static final double SHARE_VOLATILITY = 0.00006;

	private static final double COIN_VOLATILITY = 0.00004;

	private static final double CURRENCY_VOLATILITY = 0.00001;

	private static final Map<String, Double> LEVELS = Map.ofEntries(Map.entry("BTCUSDT", 63_000.0),
			Map.entry("ETHUSDT", 2_600.0), Map.entry("SOLUSDT", 150.0), Map.entry("BNBUSDT", 600.0),
			Map.entry("XRPUSDT", 2.2), Map.entry("DOGEUSDT", 0.2), Map.entry("ADAUSDT", 0.8),
			Map.entry("AAPL.US", 230.0), Map.entry("MSFT.US", 420.0), Map.entry("NVDA.US", 140.0),
			Map.entry("TSLA.US", 250.0), Map.entry("AMZN.US", 190.0), Map.entry("00700.HK", 400.0),
			Map.entry("600519.SH", 1_500.0), Map.entry("EURUSD", 1.08), Map.entry("GBPUSD", 1.27),
			Map.entry("USDJPY", 150.0), Map.entry("USDCNH", 7.2), Map.entry("USDCHF", 0.88), Map.entry("AUDUSD", 0.66),
			Map.entry("USDHKD", 7.8), Map.entry("XAUUSD", 4_000.0), Map.entry("XAGUSD", 48.0),
			Map.entry("XPTUSD", 1_500.0), Map.entry("XPDUSD", 1_400.0));

	private Instruments() {
	}

	/**
	 * Finds the instrument of a symbol.
	 * @param symbol any symbol
	 * @param hash a number that is the symbol's own
	 * @return always the same for the same arguments
	 */
	static Instrument of(String symbol, long hash) {
		double place = (hash >>> 11) * 0x1.0p-53;
		return switch (SymbolForm.of(symbol)) {
			case US_SHARE -> share(level(symbol, 50, 400, place), 2);
			case HONG_KONG_SHARE -> share(level(symbol, 5, 500, place), 2);
			case MAINLAND_SHARE -> share(level(symbol, 5, 300, place), 2);
			case JAPANESE_SHARE -> share(level(symbol, 500, 8_000, place), 1);
			case INDIAN_SHARE -> share(level(symbol, 100, 4_000, place), 2);
			case KOREAN_SHARE -> share(level(symbol, 20_000, 300_000, place), 0);
			case TAIWANESE_SHARE -> share(level(symbol, 30, 1_200, place), 2);
			case CURRENCY_PAIR -> currencyPair(symbol, place);
			case METAL -> new Instrument(level(symbol, 1_000, 2_000, place), 2, 0, 20, SHARE_VOLATILITY, false);
			case COIN -> coin(level(symbol, 0.05, 500, place));
			case OTHER -> share(level(symbol, 10, 1_000, place), 2);
		};
	}

	private static Instrument share(double level, int priceScale) {
		return new Instrument(level, priceScale, 0, 100, SHARE_VOLATILITY, false);
	}

	private static Instrument currencyPair(String symbol, double place) {
		if (symbol.endsWith("JPY")) {
			return new Instrument(level(symbol, 90, 200, place), 3, 0, 1_000, CURRENCY_VOLATILITY, false);
		}
		return new Instrument(level(symbol, 0.5, 8, place), 5, 0, 1_000, CURRENCY_VOLATILITY, false);
	}

	private static Instrument coin(double level) {
		if (level >= 1_000) {
			return new Instrument(level, 2, 5, 8_000, COIN_VOLATILITY, true);
		}
		return (level >= 10) ? new Instrument(level, 3, 3, 30_000, COIN_VOLATILITY, true)
				: new Instrument(level, 5, 1, 8_000, COIN_VOLATILITY, true);
	}

	// Even over the logarithm: most shares are cheap, a few are dear.
	private static double level(String symbol, double lowest, double highest, double place) {
		Double known = LEVELS.get(symbol);
		return (known != null) ? known : lowest * StrictMath.pow(highest / lowest, place);
	}

}
