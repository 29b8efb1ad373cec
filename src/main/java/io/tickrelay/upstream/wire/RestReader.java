package io.tickrelay.upstream.wire;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.tickrelay.catalog.ProductRow;
import io.tickrelay.catalog.ProductSource;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the answers of the vendor's REST interface. Never throws: what cannot be used is
 * null. Stateless, safe for any thread.
 */
public final class RestReader {

	private static final String NORMAL_TRADE = "NormalTrade";

	private static final int SUCCESS = 200;

	private static final int LONGEST_NAME = 200;

	private static final JsonFactory STREAMS = new JsonFactory();

	private static final JsonMapper TREES = JsonMapper.builder().build();

	private RestReader() {
	}

	/**
	 * Whether an answer says that there were too many requests, which the vendor also
	 * does with the status 200.
	 * @param body the answer
	 * @return true for {@code {"detail":"Rate limit exceeded"}} and its like
	 */
	public static boolean isRateLimited(byte[] body) {
		JsonNode root = tree(body);
		return root != null && root.path("detail").asString("").startsWith("Rate limit");
	}

	/**
	 * Reads bars.
	 * @param business whose symbols
	 * @param interval the bars' span, which the answer does not name
	 * @param nowMs the time, epoch milliseconds: no bar begins after tomorrow
	 * @param body the answer
	 * @return the bars of each symbol, in the answer's order; a symbol with a malformed
	 * bar, or one of a time that can't be, is left out; null for an answer of another
	 * kind
	 */
	public static @Nullable Map<String, List<Tick.Kline>> klines(Business business, Interval interval, long nowMs,
			byte[] body) {
		try (JsonParser parser = STREAMS.createParser(ObjectReadContext.empty(), body)) {
			if (parser.nextToken() != JsonToken.START_OBJECT) {
				return null;
			}
			Map<String, List<Tick.Kline>> bars = null;
			boolean success = false;
			while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
				String name = parser.currentName();
				JsonToken value = parser.nextToken();
				if (name.equals("ret")) {
					success = value == JsonToken.VALUE_NUMBER_INT && parser.getString().equals("" + SUCCESS);
				}
				if (name.equals("data") && value == JsonToken.START_ARRAY) {
					bars = symbols(parser, new TickReader(business, (_) -> interval, () -> nowMs));
				}
				else if (value != null && value.isStructStart()) {
					parser.skipChildren();
				}
			}
			return (success && parser.currentToken() == JsonToken.END_OBJECT) ? bars : null;
		}
		catch (JacksonException _) {
			return null;
		}
	}

	/**
	 * Reads when markets trade.
	 * @param body the answer
	 * @return the hours of each market by its name, whatever kind of trading they are
	 * for; null for an answer of another kind
	 */
	public static @Nullable Map<String, List<TradingHours>> markets(byte[] body) {
		JsonNode data = data(body);
		if (data == null || !data.isArray()) {
			return null;
		}
		Map<String, List<TradingHours>> markets = new HashMap<>();
		try {
			for (JsonNode market : data) {
				List<TradingHours> hours = new ArrayList<>();
				for (JsonNode schedule : market.path("trade_schedules")) {
					if (!schedule.path("type").asString(NORMAL_TRADE).equals(NORMAL_TRADE)) {
						// Before and after, a share may well be silent.
						continue;
					}
					hours.add(new TradingHours(LocalTime.parse(schedule.path("begin_time").asString("")),
							LocalTime.parse(schedule.path("end_time").asString(""))));
				}
				markets.put(market.path("market").asString(""), hours);
			}
			return markets;
		}
		catch (DateTimeException _) {
			return null;
		}
	}

	/**
	 * Reads the days on which a market trades.
	 * @param body the answer
	 * @return the days; null for an answer of another kind
	 */
	public static @Nullable TradingDays tradingDays(byte[] body) {
		JsonNode data = data(body);
		if (data == null || !data.path("trade_days").isArray()) {
			return null;
		}
		try {
			return new TradingDays(days(data.path("trade_days")), days(data.path("half_trade_days")));
		}
		catch (DateTimeException _) {
			return null;
		}
	}

	/**
	 * Reads a product list.
	 * @param body the answer
	 * @return the rows, in the answer's order; null for an answer of another kind
	 */
	public static ProductSource.@Nullable Listed symbols(byte[] body) {
		try (JsonParser parser = STREAMS.createParser(ObjectReadContext.empty(), body)) {
			if (parser.nextToken() != JsonToken.START_OBJECT) {
				return null;
			}
			ProductSource.Listed rows = null;
			boolean success = false;
			while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
				String name = parser.currentName();
				JsonToken value = parser.nextToken();
				if (name.equals("ret")) {
					success = value == JsonToken.VALUE_NUMBER_INT && parser.getString().equals("" + SUCCESS);
				}
				if (name.equals("data") && value == JsonToken.START_ARRAY) {
					rows = rows(parser);
				}
				else if (value != null && value.isStructStart()) {
					parser.skipChildren();
				}
			}
			return (success && parser.currentToken() == JsonToken.END_OBJECT) ? rows : null;
		}
		catch (JacksonException _) {
			return null;
		}
	}

	private static ProductSource.Listed rows(JsonParser parser) {
		List<ProductRow> rows = new ArrayList<>();
		int unreadable = 0;
		for (JsonToken token = parser.nextToken(); token != null
				&& token != JsonToken.END_ARRAY; token = parser.nextToken()) {
			if (token == JsonToken.START_OBJECT) {
				ProductRow row = row(parser);
				if (row != null) {
					rows.add(row);
				}
				else {
					unreadable++;
				}
			}
			else {
				unreadable++;
				parser.skipChildren();
			}
		}
		return new ProductSource.Listed(rows, unreadable);
	}

	private static @Nullable ProductRow row(JsonParser parser) {
		String symbol = "";
		String nameEn = null;
		String nameCn = null;
		String nameHk = null;
		boolean index = false;
		while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
			String name = parser.currentName();
			JsonToken value = parser.nextToken();
			String text = (value == JsonToken.VALUE_STRING) ? text(parser.getString()) : null;
			switch (name) {
				case "symbol" -> symbol = (text == null) ? "" : text;
				case "name_en" -> nameEn = text;
				case "name_cn" -> nameCn = text;
				case "name_hk" -> nameHk = text;
				case "index" -> index = value == JsonToken.VALUE_TRUE;
				default -> {
					// Not of use here.
				}
			}
			if (value != null && value.isStructStart()) {
				parser.skipChildren();
			}
		}
		return Topic.isSymbol(symbol) ? new ProductRow(symbol, nameEn, nameCn, nameHk, index) : null;
	}

	/** A name is for people, so an overlong one is cut. */
	private static @Nullable String text(String raw) {
		String text = raw.strip();
		if (text.length() > LONGEST_NAME) {
			boolean split = Character.isHighSurrogate(text.charAt(LONGEST_NAME - 1));
			return text.substring(0, split ? LONGEST_NAME - 1 : LONGEST_NAME);
		}
		return text.isEmpty() ? null : text;
	}

	private static Map<String, List<Tick.Kline>> symbols(JsonParser parser, TickReader reader) {
		Map<String, List<Tick.Kline>> bars = new HashMap<>();
		for (JsonToken token = parser.nextToken(); token != null
				&& token != JsonToken.END_ARRAY; token = parser.nextToken()) {
			if (token == JsonToken.START_OBJECT) {
				RawFrame raw = new RawFrame();
				raw.read(parser);
				if (raw.symbol != null && reader.klines(raw) instanceof ServerFrame.Push(List<Tick> ticks)) {
					bars.put(raw.symbol, ticks.stream().map(Tick.Kline.class::cast).toList());
				}
			}
			else {
				parser.skipChildren();
			}
		}
		return bars;
	}

	private static Set<LocalDate> days(JsonNode list) {
		Set<LocalDate> days = new HashSet<>();
		for (JsonNode day : list) {
			days.add(LocalDate.parse(day.asString(""), DateTimeFormatter.BASIC_ISO_DATE));
		}
		return days;
	}

	private static @Nullable JsonNode data(byte[] body) {
		JsonNode root = tree(body);
		return (root != null && root.path("ret").asInt(0) == SUCCESS) ? root.path("data") : null;
	}

	private static @Nullable JsonNode tree(byte[] body) {
		try {
			return TREES.readTree(body);
		}
		catch (JacksonException _) {
			return null;
		}
	}

}
