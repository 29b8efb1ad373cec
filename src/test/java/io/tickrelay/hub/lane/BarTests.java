package io.tickrelay.hub.lane;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.tickrelay.hub.LaneDriver;
import io.tickrelay.hub.LaneDriver.Client;
import io.tickrelay.hub.ReplayLimits;
import io.tickrelay.hub.StreamView;
import io.tickrelay.hub.TestFormat;
import io.tickrelay.hub.TestFormat.Seen;
import io.tickrelay.hub.TickFrame;
import io.tickrelay.hub.outbox.Delivery;
import io.tickrelay.hub.outbox.RecordingLink;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.Topic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * K-lines are values per bar: a late correction displaces nothing, and no bar loses its
 * end.
 */
class BarTests extends BarFixture {

	@ParameterizedTest
	@EnumSource(Interval.class)
	void theCurrentBarIsTheOneWithTheLatestStart(Interval interval) {
		Topic bars = bars("ANY", interval);
		push(bars, 10, 11, 10);
		StreamView view = requireNonNull(this.driver.hub.view(bars));
		TickFrame current = requireNonNull(view.last()).frame();
		assertThat(current.tick()).isEqualTo(bar(bars, 11));
		assertThat(view.seq()).isEqualTo(3);
		assertThat(view.lastTickAgeMs()).isZero();
		Client newcomer = this.driver.join(bars);
		assertThat(newcomer.heard()).singleElement().isInstanceOfSatisfying(Seen.class, (seen) -> {
			assertThat(seen.snapshot()).isTrue();
			// The snapshot has the number that the next tick follows.
			assertThat(seen.seq()).isEqualTo(3);
			assertThat(seen.micros()).isEqualTo(current.receivedMicros());
		});
	}

	@Test
	void aCorrectionIsNewsThoughItIsNotTheCurrentBar() {
		push(10, 11);
		this.driver.time.advance(5000);
		push(10);
		StreamView view = requireNonNull(this.driver.hub.view(BARS));
		assertThat(view.lastTickAgeMs()).isZero();
		assertThat(requireNonNull(view.last()).ageMs()).isBetween(4999L, 5000L);
	}

	@Test
	void onePastBarIsKeptHoweverManyCorrectionsCame() {
		push(1000);
		for (int i = 0; i < 1000; i++) {
			push(i % 7);
		}
		TickFrame last = requireNonNull(this.driver.hub.open(BARS).last());
		assertThat(last.shown().tick()).isEqualTo(bar(BARS, 1000));
		assertThat(last.shown().shown()).isSameAs(last.shown());
	}

	@Test
	void whoWantsAllGetsCorrectionsInTheOrderOfReceipt() {
		Client client = come(Delivery.ALL);
		push(10, 11, 10, 11);
		assertThat(words(client)).containsExactly("1", "2", "3", "4");
	}

	@Test
	void atARateNoBarLosesItsEnd() {
		Client client = come(ONE);
		push(10, 10, 11);
		this.driver.loop.advance(SECOND);
		assertThat(words(client)).containsExactly("2", "3");
		push(11, 10, 11, 10);
		this.driver.loop.advance(SECOND);
		assertThat(words(client)).containsExactly("6", "7");
		assertThat(client.outbox().report().conflated()).isEqualTo(3);
		assertThat(this.driver.hub.counters().conflated.sum()).isEqualTo(3);
	}

	@Test
	void aJoinerIsNotToldWaitingBarsThatItsSnapshotReplaces() {
		Client stayer = come(ONE);
		push(10, 11);
		Client newcomer = this.driver.join(ONE, BARS);
		newcomer.heard();
		push(11, 12);
		this.driver.loop.advance(SECOND);
		assertThat(words(stayer)).containsExactly("1", "3", "4");
		assertThat(words(newcomer)).containsExactly("3", "4");
	}

	@Test
	void whoGivesUpItsRateIsSentEachBarThatWaits() {
		Client client = come(ONE);
		push(10, 11, 10);
		this.driver.lane.join(client.outbox(), List.of(BARS), new SubscribeOptions(Delivery.ALL, true, null),
				LaneDriver.NO_ANSWER);
		assertThat(words(client)).containsExactly("2", "3");
		push(12);
		assertThat(words(client)).containsExactly("4");
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8 })
	void numbersRiseAndEachBarEndsWithItsNewestUpdate(long seed) {
		Random random = new Random(seed);
		for (int story = 0; story < 100; story++) {
			this.driver = new LaneDriver();
			tellStory(random);
		}
	}

	private void tellStory(Random random) {
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
		Topic others = bars("L", Interval.ONE_MINUTE);
		Client client = this.driver.new Client(link);
		this.driver.hub.open(BARS);
		this.driver.hub.open(others);
		this.driver.hub.open(TRADES);
		this.driver.lane.join(client.outbox(), List.of(BARS, others, TRADES),
				new SubscribeOptions(Delivery.CONFLATE, false, null), LaneDriver.NO_ANSWER);
		client.stopReading();
		Map<Topic, List<Long>> pushed = Map.of(BARS, new ArrayList<>(), others, new ArrayList<>());
		List<Delivery> ways = List.of(Delivery.ALL, Delivery.CONFLATE, ONE);
		for (int step = 0; step < 150; step++) {
			switch (random.nextInt(12)) {
				case 0 -> client.outbox().inOrder(MESSAGE);
				case 1 -> this.driver.lane.join(client.outbox(), List.of(BARS, others),
						new SubscribeOptions(ways.get(random.nextInt(3)), false, null), LaneDriver.NO_ANSWER);
				case 2 -> this.driver.tick(TRADES);
				case 3 -> this.driver.loop.advance(SECOND);
				case 4, 5 -> {
					budget[0] = 1 + random.nextInt(12);
					client.resumeReading();
				}
				default -> {
					Topic bars = random.nextBoolean() ? BARS : others;
					long start = step / 10 + (long) random.nextInt(4);
					requireNonNull(pushed.get(bars)).add(start);
					push(bars, start);
				}
			}
		}
		budget[0] = Integer.MAX_VALUE;
		client.resumeReading();
		this.driver.loop.advance(SECOND);
		pushed.forEach((bars, starts) -> {
			List<Long> seqs = heard.stream()
				.filter((seen) -> seen.stream().equals(bars.name()))
				.map(Seen::seq)
				.toList();
			assertThat(seqs).isSorted().doesNotHaveDuplicates();
			Map<Long, Long> newest = new HashMap<>();
			for (int i = 0; i < starts.size(); i++) {
				newest.put(starts.get(i), i + 1L);
			}
			assertThat(seqs).containsAll(newest.values());
		});
		assertThat(this.driver.hub.counters().queued.sum()).isZero();
	}

	@Test
	void whoLeavesAStreamIsSentNoneOfItsBars() {
		Client client = come(Delivery.CONFLATE);
		client.stopReading();
		push(10, 11, 12, 10);
		this.driver.leave(client, BARS);
		client.resumeReading();
		assertThat(client.heard()).isEmpty();
		assertThat(this.driver.hub.counters().queued.sum()).isZero();
	}

	@Test
	void aFullLaneCostsNoClientABar() {
		this.driver = new LaneDriver(4);
		Client all = come(Delivery.ALL);
		Client conflating = come(Delivery.CONFLATE);
		Client paced = come(ONE);
		for (long start : new long[] { 10, 10, 10, 10, 10, 10, 11, 11, 9, 12, 12, 12 }) {
			this.driver.hub.onTick(bar(BARS, start));
		}
		this.driver.loop.run();
		this.driver.loop.advance(SECOND);
		assertThat(words(all)).containsExactly("1", "2", "3", "gap 4 5", "6", "gap 7 7", "8", "9", "gap 10 11", "12");
		assertThat(words(conflating)).containsExactly("1", "2", "3", "6", "8", "9", "12");
		assertThat(words(paced)).containsExactly("6", "8", "9", "12");
	}

	@Test
	void aFullLaneTellsAConflatingClientWhichBarsWereNotKept() {
		this.driver = new LaneDriver(4, new ReplayLimits(3, 1 << 20, Duration.ofHours(1), 1 << 20, 100));
		Client client = come(Delivery.CONFLATE);
		for (int start = 1; start <= 12; start++) {
			this.driver.hub.onTick(bar(BARS, start));
		}
		this.driver.loop.run();
		assertThat(words(client)).containsExactly("1", "2", "3", "gap 4 9", "10", "11", "12");
	}

}
