package io.tickrelay.upstream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.tickrelay.hub.FeedState;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;

/**
 * A backfill whose answers a test gives.
 */
abstract class BackfillFixture {

	static final long MINUTE_MS = 60_000;

	static final Topic A = topic("A", Interval.ONE_MINUTE);

	static final Topic B = topic("B", Interval.ONE_MINUTE);

	final Stage stage = new Stage();

	final UpstreamCounters counters = new UpstreamCounters();

	final Backfill backfill = new Backfill(this.stage, this.counters);

	void outage(int minute) {
		this.backfill.onFeed(FeedState.DOWN);
		this.stage.nowMs = minute * MINUTE_MS + 1;
		this.backfill.onFeed(FeedState.UP);
	}

	/** As the session does: a tick that is not held goes on at once. */
	void take(Tick tick) {
		if (!this.backfill.holdsBack(tick)) {
			this.stage.handOn(tick);
		}
	}

	void live(Topic topic, int minute) {
		want(topic);
		tick(topic, minute);
	}

	void want(Topic... topics) {
		Set<Topic> all = Arrays.stream(topics).collect(Collectors.toSet());
		if (topics.length == 1) {
			all.addAll(this.stage.wanted);
		}
		this.stage.wanted = all;
		this.backfill.onWanted(all);
	}

	void tick(Topic topic, int minute) {
		take(bar(topic, minute));
	}

	static Topic topic(String symbol, Interval interval) {
		return new Topic(Business.CRYPTO, symbol, Channel.kline(interval));
	}

	static Tick.Kline bar(Topic topic, int minute) {
		return new Tick.Kline(topic, minute * MINUTE_MS, "1", "1", "1", "1", null, null, null, null);
	}

	/** Plays REST, the clock and the hub. */
	static final class Stage implements Backfill.Ground {

		private final Map<BackfillPlan.Request, Consumer<@Nullable Map<String, List<Tick.Kline>>>> asked = new LinkedHashMap<>();

		private final List<String> taken = new ArrayList<>();

		private final List<Runnable> tasks = new ArrayList<>();

		final List<Duration> delays = new ArrayList<>();

		private Set<Topic> wanted = Set.of();

		int room = 100;

		long nowMs;

		@Override
		public long nowMs() {
			return this.nowMs;
		}

		@Override
		public int room(Duration within) {
			return this.room;
		}

		@Override
		public void ask(BackfillPlan.Request request, Consumer<@Nullable Map<String, List<Tick.Kline>>> answer) {
			this.asked.put(request, answer);
		}

		@Override
		public void later(Duration delay, Runnable task) {
			this.delays.add(delay);
			this.tasks.add(task);
		}

		void handOn(Tick tick) {
			this.taken.add((tick instanceof Tick.Kline bar) ? text(bar) : "trade");
		}

		@Override
		public void held(Tick.Kline bar) {
			handOn(bar);
		}

		@Override
		public void backfilled(Tick.Kline bar) {
			this.taken.add(text(bar) + "+");
		}

		List<String> questions() {
			return this.asked.keySet()
				.stream()
				.map((request) -> request.topics().stream().map(Topic::symbol).sorted().collect(Collectors.joining(","))
						+ " " + request.bars() + " " + request.interval())
				.toList();
		}

		List<String> taken() {
			return this.taken;
		}

		void answer(Topic topic, int... minutes) {
			List<Tick.Kline> bars = IntStream.of(minutes).mapToObj((minute) -> bar(topic, minute)).toList();
			List.copyOf(this.asked.values()).forEach((answer) -> answer.accept(Map.of(topic.symbol(), bars)));
		}

		void fail() {
			this.asked.values().forEach((answer) -> answer.accept(null));
		}

		void passTime() {
			this.tasks.forEach(Runnable::run);
		}

		private static String text(Tick.Kline bar) {
			return bar.topic().symbol() + bar.startMs() / MINUTE_MS;
		}

	}

}
