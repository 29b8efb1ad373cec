package io.tickrelay.tick;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * One update of one topic. Prices and quantities are decimal texts, digit for digit as
 * the upstream wrote them. A double would change them, and the relay does not calculate
 * with them. The texts hold digits, a sign, a point and an exponent at most, so neither
 * JSON nor SSE has to escape them. A value that the upstream did not send is null.
 */
public sealed interface Tick {

	/**
	 * The topic of the update.
	 * @return the topic
	 */
	Topic topic();

	/** The aggressor's side of a trade. */
	enum Side {

		BUY, SELL

	}

	/**
	 * An executed trade.
	 *
	 * @param topic a topic of {@link Channel#TRADE}
	 * @param timeMs exchange time, epoch milliseconds
	 * @param price decimal text
	 * @param size traded quantity, decimal text
	 * @param turnover price times quantity, decimal text
	 * @param side the aggressor's side; null where the upstream said "unknown"
	 * @param tradeType the exchange's condition code of an equity trade, unchanged
	 */
	record Trade(Topic topic, long timeMs, String price, @Nullable String size, @Nullable String turnover,
			@Nullable Side side, @Nullable String tradeType) implements Tick {
	}

	/**
	 * The best levels of the book, best first on both sides.
	 *
	 * @param topic a topic of {@link Channel#DEPTH}
	 * @param timeMs exchange time, epoch milliseconds
	 * @param bids buyers, descending by price; as many levels as the upstream sent
	 * @param asks sellers, ascending by price; as many levels as the upstream sent
	 */
	record Depth(Topic topic, long timeMs, List<Level> bids, List<Level> asks) implements Tick {
	}

	/**
	 * One level of the book.
	 *
	 * @param price decimal text
	 * @param size quantity at that price, decimal text
	 */
	record Level(String price, String size) {
	}

	/**
	 * The state of one bar, which is still open unless a later bar has begun. It carries
	 * no exchange time, because the upstream sends none.
	 *
	 * @param topic a topic of a {@link Channel.Kline}
	 * @param startMs the bar's opening time, epoch milliseconds
	 * @param open decimal text
	 * @param high decimal text
	 * @param low decimal text
	 * @param close decimal text
	 * @param volume quantity traded in the bar, decimal text
	 * @param turnover decimal text
	 * @param change the price's change, decimal text
	 * @param changePercent the same in percent, decimal text without the sign {@code %}
	 */
	record Kline(Topic topic, long startMs, String open, String high, String low, String close, @Nullable String volume,
			@Nullable String turnover, @Nullable String change, @Nullable String changePercent) implements Tick {
	}

}
