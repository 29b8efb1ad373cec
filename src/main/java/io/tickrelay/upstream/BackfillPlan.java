package io.tickrelay.upstream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Topic;
import io.tickrelay.upstream.wire.RestRequest;

/**
 * Which bars to ask for after an outage, in as few requests as the vendor allows. Streams
 * that missed the end of one bar at most share requests. Each other stream has a request
 * of its own.
 */
final class BackfillPlan {

	private BackfillPlan() {
	}

	/**
	 * Plans requests.
	 * @param lastStarts the opening of the last bar known, by topic
	 * @param nowMs the time, epoch milliseconds
	 * @param room the most requests; topics beyond are left out
	 * @return the requests, those of the most topics first
	 */
	static List<Request> of(Map<Topic, Long> lastStarts, long nowMs, int room) {
		Map<Interval, List<Topic>> brief = new EnumMap<>(Interval.class);
		List<Request> lengthy = new ArrayList<>();
		lastStarts.forEach((topic, startMs) -> {
			if (topic.channel() instanceof Channel.Kline(Interval interval)) {
				long bars = bars(interval, nowMs - startMs);
				if (bars == RestRequest.MOST_BARS_OF_EACH) {
					brief.computeIfAbsent(interval, (_) -> new ArrayList<>()).add(topic);
				}
				else if (bars > RestRequest.MOST_BARS_OF_EACH) {
					// One more, for the bar that may open before the request arrives.
					int most = (int) Math.min(bars + 1, RestRequest.MOST_BARS);
					lengthy.add(new Request(interval, most, List.of(topic)));
				}
			}
		});
		List<Request> requests = new ArrayList<>();
		brief.forEach((interval, topics) -> {
			for (int from = 0; from < topics.size(); from += RestRequest.MOST_SYMBOLS) {
				List<Topic> some = topics.subList(from, Math.min(from + RestRequest.MOST_SYMBOLS, topics.size()));
				requests.add(new Request(interval, RestRequest.MOST_BARS_OF_EACH, List.copyOf(some)));
			}
		});
		requests.addAll(lengthy);
		// The shortest outages are the likeliest to be mended whole.
		requests.sort(
				Comparator.comparingInt((Request request) -> -request.topics().size()).thenComparingInt(Request::bars));
		return List.copyOf(requests.subList(0, Math.min(Math.max(room, 0), requests.size())));
	}

	/**
	 * The bars that will not change any more: those that another one follows, and one
	 * that is older than any bar gets.
	 * @param bars of one interval, in any order
	 * @param interval their span
	 * @param nowMs the time, epoch milliseconds
	 * @return ascending by their start
	 */
	static List<Tick.Kline> closed(Collection<Tick.Kline> bars, Interval interval, long nowMs) {
		long newest = bars.stream().mapToLong(Tick.Kline::startMs).max().orElse(0);
		return bars.stream()
			.filter((bar) -> bar.startMs() < newest || nowMs - bar.startMs() >= longest(interval).toMillis())
			.sorted(Comparator.comparingLong(Tick.Kline::startMs))
			.toList();
	}

	/** How many bars there are from the last known one to the open one, both included. */
	private static long bars(Interval interval, long sinceMs) {
		return Math.max(0, sinceMs) / shortest(interval).toMillis() + 1;
	}

	/** The least that a bar lasts: days where clocks go forward have 23 hours. */
	private static Duration shortest(Interval interval) {
		return switch (interval) {
			case ONE_DAY, ONE_WEEK -> interval.nominal().minusHours(1);
			case ONE_MONTH -> Duration.ofDays(28).minusHours(1);
			case ONE_QUARTER -> Duration.ofDays(90).minusHours(1);
			case ONE_YEAR -> Duration.ofDays(365).minusHours(1);
			case ONE_MINUTE, FIVE_MINUTES, FIFTEEN_MINUTES, THIRTY_MINUTES, ONE_HOUR, TWO_HOURS, FOUR_HOURS ->
				interval.nominal();
		};
	}

	/** The most that a bar lasts, wherever in the world its days begin. */
	private static Duration longest(Interval interval) {
		return switch (interval) {
			case ONE_DAY, ONE_WEEK -> interval.nominal().plusHours(1);
			case ONE_MONTH -> Duration.ofDays(31).plusHours(1);
			case ONE_QUARTER -> Duration.ofDays(92).plusHours(1);
			case ONE_YEAR -> Duration.ofDays(366).plusHours(1);
			case ONE_MINUTE, FIVE_MINUTES, FIFTEEN_MINUTES, THIRTY_MINUTES, ONE_HOUR, TWO_HOURS, FOUR_HOURS ->
				interval.nominal();
		};
	}

	/**
	 * One request.
	 *
	 * @param interval the bars' span
	 * @param bars how many of each topic
	 * @param topics of one business and this interval
	 */
	record Request(Interval interval, int bars, List<Topic> topics) {
	}

}
