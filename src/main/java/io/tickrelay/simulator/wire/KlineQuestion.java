package io.tickrelay.simulator.wire;

import java.util.Arrays;
import java.util.List;

import io.tickrelay.tick.Interval;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A REST request for bars.
 *
 * @param interval the bars' span
 * @param bars how many of each symbol
 * @param symbols at least one
 */
public record KlineQuestion(Interval interval, int bars, List<String> symbols) {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private static final int MOST_SYMBOLS = 100;

	private static final int MOST_BARS = 500;

	private static final int MOST_BARS_OF_EACH = 2;

	/**
	 * Reads a request.
	 * @param body whatever came; never trusted
	 * @return the request, cut to what the vendor gives, or null where it is none
	 */
	public static @Nullable KlineQuestion read(String body) {
		try {
			JsonNode root = JSON.readTree(body);
			Interval interval = KlineTypes.interval(root.path("klineType").asInt(0));
			int bars = root.path("klineNum").asInt(0);
			List<String> symbols = Arrays.stream(root.path("codes").asString("").split(",", -1))
				.filter((symbol) -> !symbol.isBlank())
				.toList();
			if (interval == null || bars < 1 || symbols.isEmpty() || symbols.size() > MOST_SYMBOLS) {
				return null;
			}
			int most = (symbols.size() == 1) ? MOST_BARS : MOST_BARS_OF_EACH;
			return new KlineQuestion(interval, Math.min(bars, most), symbols);
		}
		catch (JacksonException _) {
			return null;
		}
	}

}
