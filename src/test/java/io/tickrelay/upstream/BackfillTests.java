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
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Missed bars and live ones, in order, in virtual time.
 */
class BackfillTests {

	private static final long MINUTE_MS = 60_000;

	private static final Topic A = topic("A", Interval.ONE_MINUTE);

	private static final Topic B = topic("B", Interval.ONE_MINUTE);

	private final Stage stage = new Stage();

	private final UpstreamCounters counters = new UpstreamCounters();

	private final Backfill backfill = new Backfill(this.stage, this.counters);

	@Test
	void fetchesTheBarsThatEndedMeanwhile() {
		live(A, 10);
		outage(13);
		assertThat(this.stage.questions()).containsExactly("A 5 ONE_MINUTE");
		live(A, 13);
		assertThat(this.stage.taken()).containsExactly("A10");
		this.stage.answer(A, 13, 12, 11, 10, 9);
		live(A, 13);

		assertThat(this.stage.taken()).containsExactly("A10", "A10+", "A11+", "A12+", "A13", "A13");
		assertThat(this.counters.backfilledBars.sum()).isEqualTo(3);
		assertThat(this.counters.backfillsFailed.sum()).isZero();
	}

	@Test
	void aLateCorrectionAmongWhatItHoldsCostsNoBar() {
		live(A, 10);
		outage(13);
		tick(A, 13);
		tick(A, 8);
		tick(A, 11);
		this.stage.answer(A, 13, 12, 11, 10, 9);
		assertThat(this.stage.taken()).containsExactly("A10", "A10+", "A12+", "A13", "A8", "A11");
	}

	@Test
	void asksForNothingWhereNoBarHasEnded() {
		live(A, 10);
		outage(10);
		live(A, 10);
		assertThat(this.stage.questions()).isEmpty();
		assertThat(this.stage.taken()).containsExactly("A10", "A10");
	}

	@Test
	void asksForNothingBeforeTheFirstLoss() {
		want(A);
		this.backfill.onFeed(FeedState.UP);
		assertThat(this.stage.questions()).isEmpty();
	}

	@Test
	void sendsTheOpenBarOnlyOnceItIsOldEnough() {
		live(A, 10);
		outage(12);
		this.stage.answer(A, 10, 11);
		assertThat(this.stage.taken()).containsExactly("A10", "A10+", "A11+");
		live(A, 12);
		outage(13);
		this.stage.answer(A, 12, 13);
		assertThat(this.stage.taken()).containsExactly("A10", "A10+", "A11+", "A12", "A12+");
	}

	@Test
	void asksForSymbolsTogetherWhereOneBarEnded() {
		Topic hourly = topic("A", Interval.ONE_HOUR);
		want(A, B, hourly);
		tick(A, 10);
		tick(B, 10);
		this.backfill.onTick(bar(hourly, 0));
		outage(11);
		assertThat(this.stage.questions()).containsExactly("A,B 2 ONE_MINUTE");
		this.stage.answer(A, 10, 11);
		assertThat(this.stage.taken()).containsExactly("A10", "B10", "A0", "A10+");
		assertThat(this.counters.backfillsFailed.sum()).isEqualTo(1);
	}

	@Test
	void asksForAHundredSymbolsAtATime() {
		Map<Topic, Long> lastStarts = IntStream.range(0, 250)
			.boxed()
			.collect(Collectors.toMap((i) -> topic("S" + i, Interval.ONE_MINUTE), (i) -> 0L));
		assertThat(BackfillPlan.of(lastStarts, MINUTE_MS, 10)).extracting((request) -> request.topics().size())
			.containsExactly(100, 100, 50);
	}

	@Test
	void asksForNoMoreThanTheVendorGives() {
		assertThat(BackfillPlan.of(Map.of(A, 0L), 10_000 * MINUTE_MS, 10)).singleElement()
			.returns(500, BackfillPlan.Request::bars);
	}

	@Test
	void allowsForShortDaysAndMonthsAndTrustsOnlyWhatIsFollowed() {
		Topic daily = topic("A", Interval.ONE_DAY);
		long start = Duration.ofDays(20_000).toMillis();
		assertThat(BackfillPlan.of(Map.of(daily, start), start + Duration.ofHours(22).toMillis(), 10)).isEmpty();
		long later = start + Duration.ofHours(23).toMillis();
		assertThat(BackfillPlan.of(Map.of(daily, start), later, 10)).hasSize(1);
		Tick.Kline open = new Tick.Kline(daily, start, "1", "1", "1", "1", null, null, null, null);
		assertThat(BackfillPlan.closed(List.of(open), Interval.ONE_DAY, later)).isEmpty();
		assertThat(BackfillPlan.closed(List.of(open), Interval.ONE_DAY, start + Duration.ofHours(25).toMillis()))
			.containsExactly(open);
	}

	@Test
	void holdsNothingBackThatCannotBeAskedInTime() {
		live(A, 10);
		live(B, 1);
		this.stage.room = 1;
		want(A, B);
		outage(13);
		assertThat(this.stage.questions()).containsExactly("A 5 ONE_MINUTE");
		tick(B, 13);
		tick(A, 13);
		assertThat(this.stage.taken()).containsExactly("A10", "B1", "B13");
	}

	@Test
	void letsGoAfterFiveSecondsAndForgetsTheAnswer() {
		live(A, 10);
		outage(13);
		tick(A, 13);
		assertThat(this.stage.delays).containsExactly(Duration.ofSeconds(5));
		this.stage.passTime();
		assertThat(this.stage.taken()).containsExactly("A10", "A13");
		assertThat(this.counters.backfillsFailed.sum()).isEqualTo(1);
		this.stage.answer(A, 10, 11, 12, 13);
		tick(A, 14);
		assertThat(this.stage.taken()).containsExactly("A10", "A13", "A14");
	}

	@Test
	void goesOnWithoutTheBarsWhereTheRequestFails() {
		live(A, 10);
		outage(13);
		tick(A, 13);
		this.stage.fail();
		assertThat(this.stage.taken()).containsExactly("A10", "A13");
		assertThat(this.counters.backfillsFailed.sum()).isEqualTo(1);
		this.stage.passTime();
		assertThat(this.counters.backfillsFailed.sum()).isEqualTo(1);
	}

	@Test
	void holdsAFewTicksOfAStreamAndThenGivesUp() {
		live(A, 10);
		outage(13);
		for (int i = 0; i < Backfill.MOST_HELD; i++) {
			tick(A, 13);
		}
		assertThat(this.stage.taken()).hasSize(1);
		tick(A, 14);
		assertThat(this.stage.taken()).hasSize(Backfill.MOST_HELD + 2).endsWith("A13", "A14");
		this.stage.answer(A, 10, 11, 12, 13);
		assertThat(this.stage.taken()).hasSize(Backfill.MOST_HELD + 2);
	}

	@Test
	void deliversWhatItHoldsWhenTheSessionIsLostAgain() {
		live(A, 10);
		outage(13);
		tick(A, 13);
		this.backfill.onFeed(FeedState.DOWN);
		assertThat(this.stage.taken()).containsExactly("A10", "A13");
		this.stage.answer(A, 10, 11, 12, 13);
		this.stage.passTime();
		assertThat(this.stage.taken()).containsExactly("A10", "A13");

		this.stage.nowMs = 15 * MINUTE_MS;
		this.backfill.onFeed(FeedState.UP);
		this.stage.answer(A, 12, 13, 14, 15);
		assertThat(this.stage.taken()).containsExactly("A10", "A13", "A13+", "A14+");
	}

	@Test
	void forgetsAStreamThatNobodyWants() {
		live(A, 10);
		outage(13);
		tick(A, 13);
		want();
		assertThat(this.stage.taken()).containsExactly("A10", "A13");
		want(A);
		this.stage.answer(A, 10, 11, 12, 13);
		assertThat(this.stage.taken()).containsExactly("A10", "A13");
		outage(20);
		assertThat(this.stage.questions()).hasSize(1);
	}

	@Test
	void remembersNoStreamThatNobodyWants() {
		tick(A, 10);
		outage(13);
		assertThat(this.stage.questions()).isEmpty();
	}

	@Test
	void leavesOtherDataAlone() {
		live(A, 10);
		outage(13);
		Topic trades = new Topic(Business.CRYPTO, "A", Channel.TRADE);
		this.backfill.onTick(new Tick.Trade(trades, 1, "1", null, null, null, null));
		assertThat(this.stage.taken()).containsExactly("A10", "trade");
	}

	private void outage(int minute) {
		this.backfill.onFeed(FeedState.DOWN);
		this.stage.nowMs = minute * MINUTE_MS + 1;
		this.backfill.onFeed(FeedState.UP);
	}

	private void live(Topic topic, int minute) {
		want(topic);
		tick(topic, minute);
	}

	private void want(Topic... topics) {
		Set<Topic> all = Arrays.stream(topics).collect(Collectors.toSet());
		if (topics.length == 1) {
			all.addAll(this.stage.wanted);
		}
		this.stage.wanted = all;
		this.backfill.onWanted(all);
	}

	private void tick(Topic topic, int minute) {
		this.backfill.onTick(bar(topic, minute));
	}

	private static Topic topic(String symbol, Interval interval) {
		return new Topic(Business.CRYPTO, symbol, Channel.kline(interval));
	}

	private static Tick.Kline bar(Topic topic, int minute) {
		return new Tick.Kline(topic, minute * MINUTE_MS, "1", "1", "1", "1", null, null, null, null);
	}

	/** Plays REST, the clock and the hub. */
	private static final class Stage implements Backfill.Ground {

		private final Map<BackfillPlan.Request, Consumer<@Nullable Map<String, List<Tick.Kline>>>> asked = new LinkedHashMap<>();

		private final List<String> taken = new ArrayList<>();

		private final List<Runnable> tasks = new ArrayList<>();

		private final List<Duration> delays = new ArrayList<>();

		private Set<Topic> wanted = Set.of();

		private int room = 100;

		private long nowMs;

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

		@Override
		public void live(Tick tick) {
			this.taken.add((tick instanceof Tick.Kline bar) ? text(bar) : "trade");
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
