package io.tickrelay.downstream.compat.wire;

import java.util.List;

import io.tickrelay.tick.Interval;
import org.jspecify.annotations.Nullable;

/**
 * The vendor's numbers, as its clients know them.
 */
final class CompatCodes {

	static final int WELCOME = 200;

	static final int SUBSCRIBE_TRADES = 10000;

	static final int TRADES_ACK = 10001;

	static final int TRADE = 10002;

	static final int SUBSCRIBE_DEPTH = 10003;

	static final int DEPTH_ACK = 10004;

	static final int DEPTH = 10005;

	static final int SUBSCRIBE_KLINES = 10006;

	static final int KLINES_ACK = 10007;

	static final int KLINE = 10008;

	static final int HEARTBEAT = 10010;

	static final int HEARTBEAT_ACK = 10011;

	static final int UNSUBSCRIBE_TRADES = 11000;

	static final int UNSUBSCRIBE_DEPTH = 11001;

	static final int UNSUBSCRIBE_KLINES = 11002;

	static final int UNSUBSCRIBE_ACK = 11010;

	/** The interval of k-line type n stands at n - 1. */
	private static final List<Interval> KLINE_TYPES = List.of(Interval.ONE_MINUTE, Interval.FIVE_MINUTES,
			Interval.FIFTEEN_MINUTES, Interval.THIRTY_MINUTES, Interval.ONE_HOUR, Interval.TWO_HOURS,
			Interval.FOUR_HOURS, Interval.ONE_DAY, Interval.ONE_WEEK, Interval.ONE_MONTH, Interval.ONE_QUARTER,
			Interval.ONE_YEAR);

	private CompatCodes() {
	}

	static int klineType(Interval interval) {
		return KLINE_TYPES.indexOf(interval) + 1;
	}

	static @Nullable Interval interval(int klineType) {
		return (klineType >= 1 && klineType <= KLINE_TYPES.size()) ? KLINE_TYPES.get(klineType - 1) : null;
	}

}
