package io.tickrelay.hub;

import java.util.List;

import io.tickrelay.hub.LaneDriver.Client;
import io.tickrelay.hub.StreamStatus.Cause;
import io.tickrelay.hub.StreamStatus.State;
import io.tickrelay.hub.TestFormat.Gap;
import io.tickrelay.hub.outbox.Delivery;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Topic;
import org.junit.jupiter.api.Test;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Bars from the upstream's history among those that are news.
 */
class BackfillTests {

	private static final Topic BARS = new Topic(Business.CRYPTO, "A", Channel.kline(Interval.ONE_MINUTE));

	private final LaneDriver driver = new LaneDriver();

	@Test
	void historyTakesNumbersAsAnyTickDoesAndWakesNoStream() {
		Client client = this.driver.join(BARS);
		client.heard();
		backfill(1, 2);
		assertThat(client.heard()).extracting(Object::toString)
			.satisfiesExactly((bar) -> assertThat(bar).contains("seq=1"), (bar) -> assertThat(bar).contains("seq=2"));
		assertThat(status().state()).isEqualTo(State.PENDING);
		this.driver.feed(FeedState.DOWN);
		assertThat(status().state()).isEqualTo(State.PENDING);
		news(3);
		assertThat(status().state()).isEqualTo(State.LIVE);
		assertThat(client.heard()).doesNotHaveAnyElementsOfTypes(Gap.class).hasSize(3);
		assertThat(last().isBackfilled()).isFalse();
	}

	@Test
	void historyEndsNoOutageAndTheGapStandsBeforeTheFirstNews() {
		Client client = this.driver.join(BARS);
		news(10);
		this.driver.feed(FeedState.DOWN);
		this.driver.feed(FeedState.UP);
		client.heard();
		backfill(11, 12);
		assertThat(status()).extracting(StreamStatus::state, StreamStatus::cause)
			.containsExactly(State.STALE, Cause.RECONNECTING);
		assertThat(client.heard()).doesNotHaveAnyElementsOfTypes(Gap.class);
		news(13);
		assertThat(client.heard()).element(1).isEqualTo(new Gap(BARS.name(), "upstream_reconnect", 1, 4));
	}

	@Test
	void aStreamIsAsSilentAsItsNewsHoweverMuchHistoryCame() {
		news(10);
		this.driver.time.advance(60_000);
		backfill(9, 11);
		assertThat(this.driver.hub.open(BARS).lastTickAgeMs()).isEqualTo(60_000);
	}

	@Test
	void aNewcomerGetsTheLatestBarUnderTheNewestNumber() {
		this.driver.join(BARS);
		news(10);
		this.driver.time.advance(500);
		backfill(7, 8, 9);
		TickFrame shown = last().shown();
		assertThat(shown.tick()).isEqualTo(bar(10));
		assertThat(List.of(shown.seq(), last().seq())).containsExactly(4L, 4L);
		assertThat(shown.isBackfilled()).isFalse();
		assertThat(this.driver.hub.clock().ageMs(shown.receivedMicros())).isEqualTo(500);
		Client late = this.driver.join(BARS);
		news(11);
		assertThat(late.heard()).extracting(Object::toString)
			.satisfiesExactly((bar) -> assertThat(bar).contains("seq=4", "snapshot=true"),
					(bar) -> assertThat(bar).contains("seq=5", "snapshot=false"));
	}

	@Test
	void historyOfTheCurrentBarIsItsNewestUpdate() {
		news(10);
		backfill(10);
		assertThat(last().shown()).isSameAs(last());
		assertThat(last().shown().isBackfilled()).isTrue();
	}

	@Test
	void historyLaterThanAllKnownIsTheLastValue() {
		backfill(5);
		assertThat(last().shown()).isSameAs(last());
		backfill(4);
		assertThat(last().shown().tick()).isEqualTo(bar(5));
		assertThat(last().shown().isBackfilled()).isTrue();
		news(3);
		backfill(4, 2);
		assertThat(last().shown().tick()).isEqualTo(bar(5));
		assertThat(last().shown().seq()).isEqualTo(5);
	}

	@Test
	void onePastBarIsKeptHoweverLongTheHistory() {
		news(1000);
		for (int start = 0; start < 1000; start++) {
			backfill(start);
		}
		assertThat(last().shown().shown()).isSameAs(last().shown());
		assertThat(last().shown().tick()).isEqualTo(bar(1000));
	}

	@Test
	void aSlowConflatingClientGetsEachBarOfHistory() {
		Client client = this.driver.join(Delivery.CONFLATE, BARS);
		news(9);
		client.heard();
		client.stopReading();
		news(10);
		backfill(7, 8, 7);
		client.resumeReading();
		assertThat(seqs(client)).containsExactly(2L, 4L, 5L);
		client.stopReading();
		backfill(10);
		news(11);
		news(11);
		client.resumeReading();
		assertThat(seqs(client)).containsExactly(6L, 8L);
	}

	@Test
	void aLaneFloodedByHistoryTellsTheOutage() {
		LaneDriver full = new LaneDriver(2);
		Client client = full.join(BARS);
		full.hub.onTick(bar(1));
		full.loop.run();
		full.hub.onTick(bar(1));
		full.hub.onTick(bar(1));
		full.hub.onFeed(Business.CRYPTO, FeedState.DOWN);
		full.hub.onTick(bar(2));
		full.hub.onBackfilled(bar(1));
		full.loop.run();
		assertThat(client.heard()).contains(new Gap(BARS.name(), "upstream_reconnect", 3, 4));
	}

	@Test
	void unwantedHistoryIsCountedAndLeft() {
		this.driver.hub.onBackfilled(bar(1));
		assertThat(this.driver.hub.counters().unwantedTicks.sum()).isOne();
		assertThat(this.driver.hub.streams()).isZero();
	}

	private void news(long start) {
		this.driver.hub.open(BARS);
		this.driver.hub.onTick(bar(start));
		this.driver.loop.run();
	}

	private void backfill(long... starts) {
		this.driver.hub.open(BARS);
		for (long start : starts) {
			this.driver.hub.onBackfilled(bar(start));
		}
		this.driver.loop.run();
	}

	private static List<Long> seqs(Client client) {
		return client.heard()
			.stream()
			.filter(TestFormat.Seen.class::isInstance)
			.map((seen) -> ((TestFormat.Seen) seen).seq())
			.toList();
	}

	private TickFrame last() {
		return requireNonNull(this.driver.hub.open(BARS).last());
	}

	private StreamStatus status() {
		return this.driver.hub.open(BARS).status().status();
	}

	private static Tick.Kline bar(long start) {
		return new Tick.Kline(BARS, start, "1", "1", "1", "1", null, null, null, null);
	}

}
