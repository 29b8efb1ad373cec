package io.tickrelay.upstream;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.tickrelay.hub.FeedState;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Topic;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Missed bars and live ones, in order, in virtual time.
 */
class BackfillTests extends BackfillFixture {

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
	void asksForSymbolsTogetherWhereOneBarEnded() {
		Topic hourly = topic("A", Interval.ONE_HOUR);
		want(A, B, hourly);
		tick(A, 10);
		tick(B, 10);
		take(bar(hourly, 0));
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
	void forgetsAnUnwantedStream() {
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
	void remembersNoUnwantedStream() {
		tick(A, 10);
		outage(13);
		assertThat(this.stage.questions()).isEmpty();
	}

	@Test
	void leavesOtherDataAlone() {
		live(A, 10);
		outage(13);
		Topic trades = new Topic(Business.CRYPTO, "A", Channel.TRADE);
		take(new Tick.Trade(trades, 1, "1", null, null, null, null));
		assertThat(this.stage.taken()).containsExactly("A10", "trade");
	}

}
