package io.tickrelay.upstream.wire;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;

import io.tickrelay.tick.Business;
import io.tickrelay.tick.Interval;
import org.jspecify.annotations.Nullable;

/**
 * One question to the vendor's REST interface.
 *
 * @param path path and query, without the host and without the key
 * @param body JSON to be posted; null for a GET
 */
public record RestRequest(String path, @Nullable String body) {

	/** The most bars of one symbol. */
	public static final int MOST_BARS = 500;

	/** The most bars of each symbol where several are named. */
	public static final int MOST_BARS_OF_EACH = 2;

	/** The most symbols in one request. */
	public static final int MOST_SYMBOLS = 100;

	/** The trading hours of every stock market, in the market's local time. */
	public static final RestRequest MARKETS = new RestRequest("/common/basic/markets", null);

	/**
	 * The newest bars, the open one included.
	 * @param business whose symbols
	 * @param interval the bars' span
	 * @param bars how many of each symbol
	 * @param codes the symbols
	 * @return the request
	 */
	public static RestRequest klines(Business business, Interval interval, int bars, Codes codes) {
		int most = (codes.symbols().size() == 1) ? MOST_BARS : MOST_BARS_OF_EACH;
		if (bars < 1 || bars > most || codes.symbols().size() > MOST_SYMBOLS) {
			throw new IllegalArgumentException(
					"The vendor gives no " + bars + " bars of " + codes.symbols().size() + " symbols at once");
		}
		// A symbol's alphabet needs no escape in JSON.
		return new RestRequest("/" + business.name() + "/v2/batch_kline", "{\"klineType\":"
				+ KlineTypes.number(interval) + ",\"klineNum\":" + bars + ",\"codes\":\"" + codes.joined() + "\"}");
	}

	/**
	 * The days on which a stock market trades.
	 * @param market {@code US}, {@code HK} or {@code CN}
	 * @param first the first day asked for
	 * @param last the last day asked for
	 * @return the request
	 */
	public static RestRequest tradingDays(String market, LocalDate first, LocalDate last) {
		return new RestRequest("/common/basic/markets/trading_days?market=" + market + "&beginDay="
				+ DateTimeFormatter.BASIC_ISO_DATE.format(first) + "&endDay="
				+ DateTimeFormatter.BASIC_ISO_DATE.format(last), null);
	}

	/**
	 * The products of a type.
	 * @param type as the vendor spells it, such as {@code STOCK_US}
	 * @return the request
	 */
	public static RestRequest symbols(String type) {
		if (!type.matches("[A-Z_]{1,24}")) {
			throw new IllegalArgumentException("\"" + type + "\" is no type of products");
		}
		return new RestRequest("/common/basic/symbols?type=" + type, null);
	}

}
