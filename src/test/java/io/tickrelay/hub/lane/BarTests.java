package io.tickrelay.hub.lane;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.tickrelay.hub.FeedState;
import io.tickrelay.hub.LaneDriver;
import io.tickrelay.hub.LaneDriver.Client;
import io.tickrelay.hub.ReplayLimits;
import io.tickrelay.hub.StreamView;
import io.tickrelay.hub.TestFormat;
import io.tickrelay.hub.TestFormat.Gap;
import io.tickrelay.hub.TestFormat.Seen;
import io.tickrelay.hub.TestFormat.Status;
import io.tickrelay.hub.TickFrame;
import io.tickrelay.hub.Ticks;
import io.tickrelay.hub.outbox.Delivery;
import io.tickrelay.hub.outbox.RecordingLink;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.Tick;
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
class BarTests {

	private static final Delivery ONE = new Delivery.Rated(1);

	private static final Duration SECOND = Duration.ofSeconds(1);

	private static final Topic TRADES = Ticks.crypto("A");

	private static final Topic BARS = bars("K", Interval.ONE_MINUTE);

	private static final byte[] MESSAGE = "message".getBytes(StandardCharsets.US_ASCII);

	private LaneDriver driver = new LaneDriver();

	@ParameterizedTest
	@EnumSource(Interval.class)
	void theCurrentBarIsTheOneWithTheLatestStartWhateverCameLast(Interval interval) {
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
			// Under the number that the next one follows.
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
	void whatIsKnownOfThePastIsOneBarHoweverManyCorrectionsCame() {
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
	void atARateEachBarGoesWithItsNewestUpdateAndNoBarLosesItsEnd() {
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
	void whoComesWhileBarsWaitForTheirEdgeIsNotToldWhatItsSnapshotStandsFor() {
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

	@Test
	void whatWaitsForAnEdgeIsBoundedHoweverWildTheFeedAndAGapTellsWhatWent() {
		Client client = come(ONE);
		for (int i = 1; i <= PacedBars.MOST + 10; i++) {
			push(1000 + i);
		}
		// The latest bar stays however old its update is.
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
	void aSlowClientGetsTheNewestUpdateOfEachBarInTheOrderOfTheirNumbers() {
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
	void aBarThatHasASuccessorIsSentBeforeWhatMayStillBeReplaced() {
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
	void whatWaitsForASlowClientIsBoundedAndAGapTellsWhatWent() {
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
	void whatWentForWantOfRoomIsToldWhereItWasSoThatNoCutHidesIt() {
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
	void aWildFeedOfCorrectionsCostsASlowClientNeitherTheCurrentBarNorOtherStreams() {
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
	void whatIsFixedInItsOrderStaysAheadOfBarsThatComeLater() {
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

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8 })
	void numbersOnlyRiseAndEachBarEndsWithItsNewestUpdateWhateverAClientDoes(long seed) {
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

	private Client come(Delivery delivery) {
		this.driver.hub.open(BARS);
		Client client = this.driver.join(delivery, BARS);
		client.heard();
		return client;
	}

	private void push(long... starts) {
		push(BARS, starts);
	}

	private void push(Topic bars, long... starts) {
		this.driver.hub.open(bars);
		for (long start : starts) {
			this.driver.hub.onTick(bar(bars, start));
			this.driver.loop.run();
		}
	}

	private static List<String> words(Client client) {
		return client.heard().stream().map(BarTests::word).filter((word) -> !word.isEmpty()).toList();
	}

	private static String word(Object message) {
		return switch (message) {
			case Seen seen -> String.valueOf(seen.seq());
			case Gap gap -> "gap " + gap.from() + " " + gap.to();
			default -> "";
		};
	}

	private static Topic bars(String symbol, Interval interval) {
		return new Topic(Business.CRYPTO, symbol, Channel.kline(interval));
	}

	private static Tick.Kline bar(Topic bars, long start) {
		return new Tick.Kline(bars, start, "1", "1", "1", "1", null, null, null, null);
	}

}
