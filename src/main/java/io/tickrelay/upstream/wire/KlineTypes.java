package io.tickrelay.upstream.wire;

import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

import io.tickrelay.tick.Interval;
import org.jspecify.annotations.Nullable;

/**
 * The vendor's numbers of k-line intervals: 1 is a minute, 12 a year.
 */
final class KlineTypes {

	private static final Map<Interval, Integer> NUMBERS = new EnumMap<>(Map.ofEntries(Map.entry(Interval.ONE_MINUTE, 1),
			Map.entry(Interval.FIVE_MINUTES, 2), Map.entry(Interval.FIFTEEN_MINUTES, 3),
			Map.entry(Interval.THIRTY_MINUTES, 4), Map.entry(Interval.ONE_HOUR, 5), Map.entry(Interval.TWO_HOURS, 6),
			Map.entry(Interval.FOUR_HOURS, 7), Map.entry(Interval.ONE_DAY, 8), Map.entry(Interval.ONE_WEEK, 9),
			Map.entry(Interval.ONE_MONTH, 10), Map.entry(Interval.ONE_QUARTER, 11), Map.entry(Interval.ONE_YEAR, 12)));

	private static final Map<Integer, Interval> INTERVALS = NUMBERS.entrySet()
		.stream()
		.collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));

	private KlineTypes() {
	}

	static int number(Interval interval) {
		Integer number = NUMBERS.get(interval);
		if (number == null) {
			throw new IllegalArgumentException("The vendor has no number for " + interval);
		}
		return number;
	}

	static @Nullable Interval interval(long number) {
		return (number == (int) number) ? INTERVALS.get((int) number) : null;
	}

}
