package io.tickrelay.simulator.wire;

import java.util.List;

import io.tickrelay.tick.Interval;
import org.jspecify.annotations.Nullable;

/**
 * The vendor's numbers of the k-line intervals: 1=1m 2=5m 3=15m 4=30m 5=1h 6=2h 7=4h 8=1d
 * 9=1w 10=1M 11=1Q 12=1Y.
 */
final class KlineTypes {

	private static final List<Interval> IN_ORDER = List.of(Interval.ONE_MINUTE, Interval.FIVE_MINUTES,
			Interval.FIFTEEN_MINUTES, Interval.THIRTY_MINUTES, Interval.ONE_HOUR, Interval.TWO_HOURS,
			Interval.FOUR_HOURS, Interval.ONE_DAY, Interval.ONE_WEEK, Interval.ONE_MONTH, Interval.ONE_QUARTER,
			Interval.ONE_YEAR);

	private KlineTypes() {
	}

	static @Nullable Interval interval(int type) {
		return (type >= 1 && type <= IN_ORDER.size()) ? IN_ORDER.get(type - 1) : null;
	}

	static int type(Interval interval) {
		return IN_ORDER.indexOf(interval) + 1;
	}

}
