package io.tickrelay.simulator;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.Map;

import io.tickrelay.tick.Interval;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Aggregates pushed trades into bars by itself and compares the pushed bars and books
 * with them. Knows nothing of how the server does it.
 */
public final class Replay {

	private final Map<String, Sum> bars = new HashMap<>();

	public int trades;

	public int comparedBars;

	public int comparedBooks;

	BigDecimal lastPrice = BigDecimal.ZERO;

	public void on(JsonNode frame) {
		JsonNode data = frame.path("data");
		switch (frame.path("code").asInt()) {
			case 10002 -> onTrade(data);
			case 10005 -> onDepth(data);
			case 10008 -> onBar(data);
			default -> {
				// Greeting and acknowledgements.
			}
		}
	}

	private void onTrade(JsonNode trade) {
		BigDecimal price = decimal(trade, "p");
		BigDecimal size = decimal(trade, "v");
		assertThat(decimal(trade, "vw")).isEqualByComparingTo(price.multiply(size));
		assertThat(price).isPositive();
		assertThat(size).isPositive();
		this.trades++;
		this.lastPrice = price;
		int type = 0;
		for (Interval interval : Interval.values()) {
			type++;
			long startSeconds = interval.startOf(trade.path("t").asLong()) / 1000;
			this.bars.computeIfAbsent(type + "/" + startSeconds, (_) -> new Sum(price)).add(price, size);
		}
	}

	private void onBar(JsonNode bar) {
		Sum own = this.bars.get(bar.path("ty").asInt() + "/" + bar.path("t").asString());
		if (own == null) {
			throw new AssertionError("No trade was seen of the bar " + bar);
		}
		assertThat(decimal(bar, "o")).isEqualByComparingTo(own.open);
		assertThat(decimal(bar, "h")).isEqualByComparingTo(own.high);
		assertThat(decimal(bar, "l")).isEqualByComparingTo(own.low);
		assertThat(decimal(bar, "c")).isEqualByComparingTo(own.close);
		assertThat(decimal(bar, "v")).isEqualByComparingTo(own.volume);
		assertThat(decimal(bar, "vw")).isEqualByComparingTo(own.turnover);
		BigDecimal change = own.close.subtract(own.open);
		assertThat(decimal(bar, "pca")).isEqualByComparingTo(change);
		assertThat(bar.path("pfr").asString())
			.isEqualTo(change.multiply(BigDecimal.valueOf(100)).divide(own.open, 2, RoundingMode.HALF_UP) + "%");
		this.comparedBars++;
	}

	private void onDepth(JsonNode depth) {
		JsonNode asks = depth.path("a").path(0);
		JsonNode bids = depth.path("b").path(0);
		assertThat(asks.size()).isEqualTo(5).isEqualTo(depth.path("a").path(1).size());
		assertThat(bids.size()).isEqualTo(5).isEqualTo(depth.path("b").path(1).size());
		for (int i = 1; i < 5; i++) {
			assertThat(number(asks, i)).isGreaterThan(number(asks, i - 1));
			assertThat(number(bids, i)).isLessThan(number(bids, i - 1));
		}
		assertThat(number(bids, 0)).isLessThan(number(asks, 0));
		assertThat(number(bids, 4)).isPositive();
		if (this.trades > 0) {
			assertThat(this.lastPrice).isBetween(number(bids, 0), number(asks, 0));
			this.comparedBooks++;
		}
	}

	private static BigDecimal decimal(JsonNode object, String field) {
		return new BigDecimal(object.path(field).stringValue());
	}

	private static BigDecimal number(JsonNode array, int index) {
		return new BigDecimal(array.path(index).stringValue());
	}

	private static final class Sum {

		private final BigDecimal open;

		private BigDecimal high;

		private BigDecimal low;

		private BigDecimal close;

		private BigDecimal volume = BigDecimal.ZERO;

		private BigDecimal turnover = BigDecimal.ZERO;

		Sum(BigDecimal price) {
			this.open = price;
			this.high = price;
			this.low = price;
			this.close = price;
		}

		void add(BigDecimal price, BigDecimal size) {
			this.high = this.high.max(price);
			this.low = this.low.min(price);
			this.close = price;
			this.volume = this.volume.add(size);
			this.turnover = this.turnover.add(price.multiply(size));
		}

	}

}
