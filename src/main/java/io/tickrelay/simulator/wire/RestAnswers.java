package io.tickrelay.simulator.wire;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;

import io.tickrelay.tick.Tick;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the answers of the REST interface.
 */
public final class RestAnswers {

	/** The key is missing or wrong. */
	public static final String UNAUTHORIZED = "{\"message\":\"Unauthorized\"}";

	/** A parameter is missing or wrong. */
	public static final String BAD_REQUEST = "{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400}";

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private RestAnswers() {
	}

	/**
	 * Bars.
	 * @param bars by symbol, newest last; shown newest first
	 * @return the answer
	 */
	public static String klines(Map<String, List<Tick.Kline>> bars) {
		ObjectNode root = success();
		ArrayNode data = root.putArray("data");
		bars.forEach((symbol, ofSymbol) -> {
			ArrayNode list = data.addObject().put("s", symbol).putArray("respList");
			ofSymbol.reversed().forEach((bar) -> list.add(kline(bar)));
		});
		return root.toString();
	}

	/**
	 * Trading hours: simulated markets never close.
	 * @param markets such as {@code US}
	 * @return the answer
	 */
	public static String markets(List<String> markets) {
		ObjectNode root = success();
		ArrayNode data = root.putArray("data");
		for (String market : markets) {
			data.addObject()
				.put("market", market)
				.put("remark", market)
				.putArray("trade_schedules")
				.addObject()
				.put("begin_time", "00:00:00")
				.put("end_time", "23:59:59")
				.put("type", "NormalTrade");
		}
		return root.toString();
	}

	/**
	 * Trading days: every one.
	 * @param first such as {@code 20261122}
	 * @param last the same
	 * @return the answer, or null where these are no days or too many
	 */
	public static @Nullable String tradingDays(String first, String last) {
		if (!first.matches("20\\d{6}") || !last.matches("20\\d{6}")) {
			return null;
		}
		LocalDate from = LocalDate.parse(first, DateTimeFormatter.BASIC_ISO_DATE);
		LocalDate to = LocalDate.parse(last, DateTimeFormatter.BASIC_ISO_DATE);
		if (to.isBefore(from) || from.plusYears(1).isBefore(to)) {
			return null;
		}
		ObjectNode root = success();
		ObjectNode data = root.putObject("data");
		ArrayNode days = data.putArray("trade_days");
		from.datesUntil(to.plusDays(1)).forEach((day) -> days.add(DateTimeFormatter.BASIC_ISO_DATE.format(day)));
		data.putArray("half_trade_days");
		return root.toString();
	}

	/**
	 * Products.
	 * @param products the rows
	 * @return the answer
	 */
	public static String symbols(List<Product> products) {
		ObjectNode root = success();
		ArrayNode data = root.putArray("data");
		for (Product product : products) {
			data.addObject()
				.put("symbol", product.symbol())
				.put("name_cn", product.chinese())
				.put("name_hk", product.traditional())
				.put("name_en", product.english())
				.put("index", product.isIndex());
		}
		return root.toString();
	}

	private static ObjectNode kline(Tick.Kline bar) {
		return JSON.createObjectNode()
			.put("t", String.valueOf(bar.startMs() / 1000))
			.put("h", bar.high())
			.put("o", bar.open())
			.put("l", bar.low())
			.put("c", bar.close())
			.put("v", bar.volume())
			.put("vw", bar.turnover())
			.put("pc", bar.changePercent() + "%")
			.put("pca", bar.change());
	}

	private static ObjectNode success() {
		return JSON.createObjectNode().put("ret", 200).put("msg", "success").put("traceId", "simulated");
	}

}
