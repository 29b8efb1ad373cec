package io.tickrelay.hub.lane;

import java.util.ArrayList;
import java.util.List;

import io.tickrelay.hub.FeedState;
import io.tickrelay.hub.LaneDriver;
import io.tickrelay.hub.LaneDriver.Client;
import io.tickrelay.hub.TestFormat;
import io.tickrelay.hub.TestFormat.Gap;
import io.tickrelay.hub.TestFormat.Seen;
import io.tickrelay.hub.TestFormat.Status;
import io.tickrelay.hub.outbox.Delivery;
import io.tickrelay.hub.outbox.RecordingLink;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.Topic;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Bars that wait for an edge or for a slow client.
 */
class BarBacklogTests extends BarFixture {

	@Test
	void barsWaitingForAnEdgeAreBoundedAndAGapTells() {
		Client client = come(ONE);
		for (int i = 1; i <= PacedBars.MOST + 10; i++) {
			push(1000 + i);
		}
		// The latest bar stays, however old its update is.
		for (int i = 0; i < PacedBars.MOST; i++) {
			push(i);
		}
		this.driver.loop.advance(SECOND);
		List<String> words = words(client);
		assertThat(words).first().isEqualTo("gap 1 " + (PacedBars.MOST + 11));
		assertThat(words).hasSize(PacedBars.MOST + 1)
			.contains(String.valueOf(PacedBars.MOST + 10), String.valueOf(2 * PacedBars.MOST + 10));
		assertThat(client.outbox().report().dropped()).isEqualTo(PacedBars.MOST + 10);
		assertThat(this.driver.hub.counters().dropped.sum()).isEqualTo(PacedBars.MOST + 10);
		push(2000);
		this.driver.loop.advance(SECOND);
		assertThat(words(client)).containsExactly(String.valueOf(2 * PacedBars.MOST + 11));
	}

	@Test
	void aSlowClientGetsEachBarsNewestUpdateInOrder() {
		Client client = come(Delivery.CONFLATE);
		client.stopReading();
		push(10, 10, 11, 9, 11, 12, 10);
		client.resumeReading();
		assertThat(words(client)).containsExactly("4", "5", "6", "7");
		assertThat(client.outbox().report().conflated()).isEqualTo(3);
		assertThat(client.outbox().isBehind()).isFalse();
		assertThat(this.driver.hub.counters().queued.sum()).isZero();
	}

	@Test
	void aFinishedBarIsSentBeforeReplaceableUpdates() {
		Client client = come(Delivery.CONFLATE);
		this.driver.lane.join(client.outbox(), List.of(TRADES), new SubscribeOptions(Delivery.CONFLATE, false, null),
				LaneDriver.NO_ANSWER);
		this.driver.hub.open(TRADES);
		client.stopReading();
		this.driver.tick(TRADES);
		push(10);
		this.driver.tick(TRADES);
		push(11);
		this.driver.tick(TRADES);
		client.heard();
		client.resumeReading();
		assertThat(client.heard().stream().filter(Seen.class::isInstance).map((seen) -> ((Seen) seen).stream()))
			.containsExactly(BARS.name(), TRADES.name(), BARS.name());
	}

	@Test
	void anOutageStandsBehindTheBarsThatItFollows() {
		Client client = come(Delivery.CONFLATE);
		push(10);
		words(client);
		client.stopReading();
		push(10, 11);
		this.driver.feed(FeedState.DOWN);
		this.driver.feed(FeedState.UP);
		push(11, 12);
		this.driver.feed(FeedState.DOWN);
		this.driver.feed(FeedState.UP);
		push(12);
		client.resumeReading();
		assertThat(client.heard().stream().filter((message) -> !(message instanceof Status))).map(BarTests::word)
			.containsExactly("2", "gap 3 6", "4", "6");
	}

	@Test
	void barsWaitingForASlowClientAreBoundedAndAGapTells() {
		Client client = come(Delivery.CONFLATE);
		client.stopReading();
		for (int i = 1; i <= 3000; i++) {
			push(i);
		}
		assertThat(this.driver.hub.counters().queued.sum()).isLessThanOrEqualTo(1002);
		client.resumeReading();
		List<String> words = words(client);
		assertThat(words).hasSize(1001).first().isEqualTo("gap 1 2000");
		assertThat(words.subList(1, 1001)).map(Integer::valueOf).isSorted().last().isEqualTo(3000);
		assertThat(client.outbox().report().dropped()).isEqualTo(2000);
		assertThat(this.driver.hub.counters().dropped.sum()).isEqualTo(2000);
		assertThat(this.driver.hub.counters().queued.sum()).isZero();
	}

	@Test
	void aDroppedBarIsToldInItsPlace() {
		Topic others = bars("L", Interval.ONE_MINUTE);
		Client client = come(Delivery.CONFLATE);
		this.driver.hub.open(others);
		this.driver.lane.join(client.outbox(), List.of(others), new SubscribeOptions(Delivery.CONFLATE, false, null),
				LaneDriver.NO_ANSWER);
		client.heard();
		client.stopReading();
		push(BARS, 1, 2);
		push(others, 1, 2);
		for (int i = 3; i <= 1500; i++) {
			push(i);
		}
		client.resumeReading();
		assertThat(client.heard()).first().isInstanceOfSatisfying(Gap.class, (gap) -> {
			assertThat(gap.stream()).isEqualTo(BARS.name());
			assertThat(gap.from()).isOne();
		});
	}

	@Test
	void aWildFeedOfCorrectionsCostsASlowClientNoCurrentBar() {
		int[] budget = new int[1];
		List<Seen> heard = new ArrayList<>();
		RecordingLink link = new RecordingLink() {
			@Override
			public void write(byte[] bytes) {
				this.writable = --budget[0] > 0;
				if (TestFormat.read(bytes) instanceof Seen seen) {
					heard.add(seen);
				}
			}
		};
		Client client = this.driver.new Client(link);
		this.driver.hub.open(BARS);
		this.driver.lane.join(client.outbox(), List.of(BARS, TRADES),
				new SubscribeOptions(Delivery.CONFLATE, false, null), LaneDriver.NO_ANSWER);
		client.stopReading();
		push(5000);
		for (int round = 0; round < 60; round++) {
			this.driver.tick(TRADES);
			for (int i = 0; i < 100; i++) {
				push(100 * round + i % 50, 2000 + i);
			}
			budget[0] = 50;
			client.resumeReading();
		}
		assertThat(heard).filteredOn((seen) -> seen.stream().equals(TRADES.name())).hasSizeGreaterThan(1);
		assertThat(heard).filteredOn((seen) -> seen.stream().equals(BARS.name()))
			.map(Seen::seq)
			.contains(1L)
			.isSorted()
			.doesNotHaveDuplicates();
	}

	@Test
	void fixedFramesStayAheadOfLaterBars() {
		Client client = come(Delivery.CONFLATE);
		client.stopReading();
		client.outbox().inOrder(MESSAGE);
		push(10, 11);
		client.outbox().inOrder(MESSAGE);
		push(12, 13);
		client.resumeReading();
		assertThat(words(client)).containsExactly("1", "2", "3", "4");
	}

	@Test
	void whoTurnsFromAllToTheNewestIsSentItsQueueFirst() {
		Client client = come(Delivery.ALL);
		client.stopReading();
		push(10, 11);
		this.driver.lane.join(client.outbox(), List.of(BARS), new SubscribeOptions(Delivery.CONFLATE, false, null),
				LaneDriver.NO_ANSWER);
		push(12, 13);
		client.resumeReading();
		assertThat(words(client)).containsExactly("1", "2", "3", "4");
	}

}
