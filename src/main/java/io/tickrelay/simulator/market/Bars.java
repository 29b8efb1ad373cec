package io.tickrelay.simulator.market;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import io.tickrelay.tick.Interval;

/**
 * The bars of all intervals of a market. A bar opens with its first trade; the one before
 * is kept until it has been shown in its final state. The last {@link #MOST_FINISHED} of
 * each interval are kept for questions.
 */
public final class Bars {

	/** How many finished bars of an interval are kept. */
	public static final int MOST_FINISHED = 100;

	/** The shortest interval, milliseconds. */
	public static final long MINUTE_MS = 60_000;

	private final Map<Interval, Bar> current = new EnumMap<>(Interval.class);

	private final Map<Interval, Bar> finished = new EnumMap<>(Interval.class);

	private final Map<Interval, Deque<Bar>> kept = new EnumMap<>(Interval.class);

	private long minute = Long.MIN_VALUE;

	void onTrade(long timeMs, long price, long size) {
		// Every interval opens with a minute; within one there is no calendar to ask.
		long tradeMinute = Math.floorDiv(timeMs, MINUTE_MS);
		if (tradeMinute != this.minute) {
			this.minute = tradeMinute;
			openBars(timeMs, price);
		}
		this.current.values().forEach((bar) -> bar.add(price, size));
	}

	/**
	 * What is to be shown of an interval.
	 * @param interval the bars' span
	 * @return the finished bar, if it ended since {@link #shown}, then the open one;
	 * empty before the first trade
	 */
	List<Bar> of(Interval interval) {
		return Stream.of(this.finished, this.current)
			.map((bars) -> bars.get(interval))
			.filter(Objects::nonNull)
			.toList();
	}

	/**
	 * The newest bars of an interval.
	 * @param interval the bars' span
	 * @param count the most bars
	 * @return newest last: the open one, behind the finished ones that are kept
	 */
	List<Bar> history(Interval interval, int count) {
		List<Bar> bars = new ArrayList<>(this.kept.getOrDefault(interval, new ArrayDeque<>()));
		Bar open = this.current.get(interval);
		if (open != null) {
			bars.add(open);
		}
		return bars.subList(Math.max(0, bars.size() - count), bars.size());
	}

	/** Forgets that finished bars have not been shown. */
	void shown() {
		this.finished.clear();
	}

	private void openBars(long timeMs, long price) {
		for (Interval interval : Interval.values()) {
			long startMs = interval.startOf(timeMs);
			Bar standing = this.current.get(interval);
			if (standing == null || standing.startMs() != startMs) {
				this.current.put(interval, new Bar(startMs, price));
				if (standing != null) {
					this.finished.put(interval, standing);
					keep(interval, standing);
				}
			}
		}
	}

	private void keep(Interval interval, Bar bar) {
		Deque<Bar> bars = this.kept.computeIfAbsent(interval, (_) -> new ArrayDeque<>());
		bars.add(bar);
		if (bars.size() > MOST_FINISHED) {
			bars.remove();
		}
	}

}
