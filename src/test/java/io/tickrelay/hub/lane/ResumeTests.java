package io.tickrelay.hub.lane;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.tickrelay.hub.FeedState;
import io.tickrelay.hub.LaneDriver;
import io.tickrelay.hub.RelayClock;
import io.tickrelay.hub.ReplayLimits;
import io.tickrelay.hub.Resumption;
import io.tickrelay.hub.TestFormat;
import io.tickrelay.hub.TestFormat.Gap;
import io.tickrelay.hub.TestFormat.Seen;
import io.tickrelay.hub.TestFormat.Status;
import io.tickrelay.hub.TickFrame;
import io.tickrelay.hub.TickHub;
import io.tickrelay.hub.Ticks;
import io.tickrelay.hub.outbox.Delivery;
import io.tickrelay.hub.outbox.Outbox;
import io.tickrelay.hub.outbox.OutboxLimits;
import io.tickrelay.hub.outbox.OutboxPool;
import io.tickrelay.hub.outbox.RecordingLink;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Topic;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Clients that come back. */
class ResumeTests {

	private static final Topic A = Ticks.crypto("A");

	private static final Topic B = Ticks.crypto("B");

	private static final Topic FAR = Ticks.stock("F");

	private static final Topic BARS = new Topic(Business.CRYPTO, "K", Channel.kline(Interval.ONE_MINUTE));

	private static final Topic BOOK = new Topic(Business.CRYPTO, "A", Channel.DEPTH);

	private final Ticks.HandClock time = new Ticks.HandClock();

	/** How much the wall clock was set. */
	private long setMs;

	private final RelayClock clock = new RelayClock(this.time,
			() -> TimeUnit.MILLISECONDS.toNanos(this.time.millis() - this.setMs));

	private final TestLoop loop = new TestLoop();

	private ReplayLimits limits = LaneDriver.REPLAY;

	private TickHub hub = new TickHub(Set.of(Business.CRYPTO, Business.STOCK), this.clock, this.limits);

	private Lane lane = new Lane(this.hub, this.loop, 1024, LatencyMeter.NONE);

	@Test
	void replaysWhatWasMissedOfAllStreamsInTheOrderOfReceiptAndThenSaysSo() {
		join(Delivery.ALL, A, B);
		long id = tick(A);
		tick(B);
		tick(A);
		tick(B);
		assertThat(resume(Delivery.ALL, id, A, B)).containsExactly("B 1", "A 2", "B 2", "resumed3");
	}

	@Test
	void goesOnLiveBehindTheReplayWithNothingBetween() {
		join(Delivery.ALL, A);
		long id = tick(A);
		this.hub.onTick(Ticks.of(A));
		this.hub.onTick(Ticks.of(A));
		Client back = new Client();
		this.lane.join(back.outbox, List.of(A), new SubscribeOptions(Delivery.ALL, true, id), ResumeTests::answer);
		this.hub.onTick(Ticks.of(A));
		this.loop.run();
		tick(A);
		assertThat(back.heard()).containsExactly("A 2", "A 3", "resumed2", "A 4", "A 5");
	}

	@Test
	void sendsNoSnapshotToWhoHasMissedNothingAndTheStateWhereItIsNotLive() {
		join(Delivery.ALL, A);
		long id = tick(A);
		assertThat(resume(Delivery.ALL, id, A)).containsExactly("resumed0");
		this.hub.onFeed(Business.CRYPTO, FeedState.DOWN);
		this.loop.run();
		assertThat(resume(Delivery.ALL, id, A)).containsExactly("resumed0", "STALE");
	}

	@Test
	void givesSnapshotsWhereTheWindowDoesNotReachBack() {
		limit(new ReplayLimits(3, 1 << 20, Duration.ofHours(1), 1 << 20, 100));
		join(Delivery.ALL, A);
		long id = tick(A);
		for (int i = 0; i < 3; i++) {
			tick(A);
		}
		assertThat(resume(Delivery.ALL, id, A)).containsExactly("A 2", "A 3", "A 4", "resumed3");
		tick(A);
		assertThat(resume(Delivery.ALL, id, A)).containsExactly("snapshot A 5", "window");
	}

	@Test
	void recoversAcrossAWallClockThatIsSetAhead() {
		limit(new ReplayLimits(1000, 1 << 20, Duration.ofMinutes(2), 1 << 20, 1000));
		join(Delivery.ALL, A, FAR);
		long id = tick(A);
		this.time.advance(2_000);
		tick(FAR);
		this.time.advance(8_000);
		set(3_600_000);
		tick(A);
		tick(FAR);
		assertThat(resume(Delivery.ALL, id, A, FAR)).containsExactly("F 1", "A 2", "F 2", "resumed3");
		this.time.advance(120_000);
		tick(FAR);
		assertThat(resume(Delivery.ALL, id, A, FAR)).last().isEqualTo("window");
	}

	@Test
	void recoversWhileAWallClockThatWasSetBackCatchesUp() {
		limit(new ReplayLimits(1000, 1 << 20, Duration.ofMinutes(2), 1 << 20, 1000));
		join(Delivery.ALL, A, FAR);
		tick(A);
		tick(FAR);
		set(-3_600_000);
		long old = 0;
		for (int second = 0; second < 600; second++) {
			old = (second == 300) ? tick(A) : old;
			tick(FAR);
			this.time.advance(1_000);
		}
		long id = tick(A);
		this.time.advance(1_500);
		tick(FAR);
		tick(A);
		assertThat(resume(Delivery.ALL, id, A, FAR)).contains("F 602", "A 4").doesNotContain("window");
		assertThat(resume(Delivery.ALL, old, A, FAR)).last().isEqualTo("window");
	}

	@Test
	void neverReplaysInPart() {
		limit(new ReplayLimits(3, 1 << 20, Duration.ofHours(1), 1 << 20, 100));
		join(Delivery.ALL, A, B);
		long id = tick(A);
		tick(B);
		for (int i = 0; i < 4; i++) {
			tick(A);
		}
		assertThat(resume(Delivery.ALL, id, A, B)).containsExactly("snapshot B 1", "snapshot A 5", "window");
	}

	@Test
	void neverReplaysMoreThanOneClientMayHave() {
		limit(new ReplayLimits(100, 1 << 20, Duration.ofHours(1), 1 << 20, 2));
		join(Delivery.ALL, A);
		long id = tick(A);
		tick(A);
		tick(A);
		assertThat(resume(Delivery.ALL, id, A)).containsExactly("A 2", "A 3", "resumed2");
		tick(A);
		assertThat(resume(Delivery.ALL, id, A)).containsExactly("snapshot A 4", "window");
	}

	@Test
	void tellsTheIdsOfAnotherLifeFromThoseThatAreTooOld() {
		join(Delivery.ALL, A);
		long id = tick(A);
		assertThat(resume(Delivery.ALL, 0, A)).containsExactly("snapshot A 1", "restart");
		assertThat(resume(Delivery.ALL, id + 1_000_000, A)).containsExactly("snapshot A 1", "restart");
		assertThat(resume(Delivery.ALL, id, A)).containsExactly("resumed0");
	}

	@Test
	void doesNotRecoverAStreamThatBeganLaterThanTheClientLeft() {
		join(Delivery.ALL, A);
		long id = tick(A);
		join(Delivery.ALL, B);
		tick(B);
		assertThat(resume(Delivery.ALL, id, A, B)).containsExactly("snapshot A 1", "snapshot B 1", "window");
	}

	@Test
	void givesOnlyTheNewestBookAndTellsWhoWantsAllWhatItSkipped() {
		join(Delivery.ALL, BOOK);
		long id = tick(BOOK);
		for (int i = 0; i < 4; i++) {
			tick(BOOK);
		}
		assertThat(resume(Delivery.ALL, id, BOOK)).containsExactly("gap replay_window 2 4", "A 5", "resumed1");
		assertThat(resume(Delivery.CONFLATE, id, BOOK)).containsExactly("A 5", "resumed1");
	}

	@Test
	void givesOfEachBarTheNewestInTheOrderOfReceiptAndTellsWhoWantsAllWhatItSkipped() {
		join(Delivery.ALL, BARS, A);
		bar(10);
		long id = bar(11);
		bar(11);
		bar(11);
		tick(A);
		bar(12);
		bar(10);
		bar(12);
		assertThat(resume(Delivery.ALL, id, BARS, A)).containsExactly("gap replay_window 3 3", "K 4", "A 1",
				"gap replay_window 5 5", "K 6", "K 7", "resumed4");
		assertThat(resume(Delivery.CONFLATE, id, BARS, A)).containsExactly("K 4", "A 1", "K 6", "K 7", "resumed4");
	}

	@Test
	void givesAConflatingClientTheBarThatWasTheCurrentOneEvenIfItIsNoNews() {
		// Its queue may have held that bar behind a later tick of another stream.
		join(Delivery.ALL, BARS, A);
		bar(10);
		bar(11);
		bar(10);
		tick(A);
		long id = tick(A);
		assertThat(resume(Delivery.CONFLATE, id, BARS, A)).containsExactly("K 2", "A 2", "resumed2");
		bar(12);
		assertThat(resume(Delivery.CONFLATE, id, BARS, A)).containsExactly("K 2", "A 2", "K 4", "resumed3");
		assertThat(resume(Delivery.ALL, id, BARS, A)).containsExactly("K 4", "resumed1");
	}

	@Test
	void givesWhoWantsARateWhatMayHaveWaitedForItsEdge() {
		join(Delivery.ALL, BARS, A);
		bar(10);
		this.time.advance(5000);
		bar(11);
		bar(12);
		long id = tick(A);
		assertThat(resume(new Delivery.Rated(1), id, BARS)).containsExactly("K 1", "K 2", "K 3", "resumed3");
		this.time.advance(5000);
		id = tick(A);
		assertThat(resume(new Delivery.Rated(1), id, BARS)).containsExactly("K 3", "resumed1");
	}

	@Test
	void keepsTheBarThatWasTheCurrentOneWhereItsWindowBegins() {
		limit(new ReplayLimits(3, 1 << 20, Duration.ofHours(1), 1 << 20, 100));
		join(Delivery.ALL, BARS);
		long early = bar(10);
		bar(11);
		long id = bar(10);
		bar(12);
		bar(12);
		bar(13);
		assertThat(resume(Delivery.CONFLATE, early, BARS)).last().isEqualTo("window");
		assertThat(resume(Delivery.CONFLATE, id, BARS)).containsExactly("K 2", "K 5", "K 6", "resumed3");
	}

	@Test
	void leavesToTheLaneWhatItHasQueuedOfABar() {
		join(Delivery.ALL, BARS);
		long id = bar(10);
		bar(10);
		bar(11);
		Client back = new Client();
		this.hub.onTick(bar(BARS, 10));
		this.lane.join(back.outbox, List.of(BARS), new SubscribeOptions(Delivery.CONFLATE, true, id),
				ResumeTests::answer);
		this.hub.onTick(bar(BARS, 11));
		this.loop.run();
		assertThat(back.heard()).containsExactly("K 4", "resumed1", "K 5");
	}

	@Test
	void tellsAnOutageAmongBarsThoughHistoryCameBehindIt() {
		join(Delivery.ALL, BARS);
		long id = bar(10);
		outage();
		this.hub.onTick(bar(BARS, 11));
		this.hub.onBackfilled(bar(BARS, 8));
		this.hub.onBackfilled(bar(BARS, 9));
		this.hub.onBackfilled(bar(BARS, 8));
		this.loop.run();
		assertThat(resume(Delivery.ALL, id, BARS)).containsExactly("gap upstream_reconnect 1 2", "K 2",
				"gap replay_window 3 3", "K 4", "K 5", "resumed3");
		assertThat(resume(Delivery.CONFLATE, id, BARS)).containsExactly("K 1", "gap upstream_reconnect 1 2", "K 2",
				"K 4", "K 5", "resumed4");
	}

	@Test
	void tellsNoGapWhereOneBookWasMissed() {
		join(Delivery.ALL, BOOK);
		long id = tick(BOOK);
		tick(BOOK);
		assertThat(resume(Delivery.ALL, id, BOOK)).containsExactly("A 2", "resumed1");
	}

	@Test
	void givesAConflatingClientTheNewestOfEachStreamEvenIfItIsNoNews() {
		// Its queue may have held an earlier tick of one stream behind a later one of
		// another.
		join(Delivery.ALL, A, B);
		tick(B);
		long id = tick(A);
		assertThat(resume(Delivery.CONFLATE, id, A, B)).containsExactly("B 1", "A 1", "resumed2");
		assertThat(resume(new Delivery.Rated(4), id, A, B)).containsExactly("B 1", "A 1", "resumed2");
		assertThat(resume(Delivery.ALL, id, A, B)).containsExactly("resumed0");
	}

	@Test
	void reachesFurtherBackIntoOtherBusinesses() {
		join(Delivery.ALL, A, FAR);
		tick(FAR);
		tick(B);
		long id = tick(A);
		assertThat(resume(Delivery.ALL, id, A, FAR)).containsExactly("F 1", "resumed1");
		this.time.advance(1001);
		id = tick(A);
		assertThat(resume(Delivery.ALL, id, A, FAR)).containsExactly("resumed0");
	}

	@Test
	void tellsOutagesThatEndedWhileTheClientWasAwayWhereTheyWere() {
		join(Delivery.ALL, A);
		long id = tick(A);
		tick(A);
		outage();
		tick(A);
		long after = tick(A);
		assertThat(resume(Delivery.ALL, id, A)).containsExactly("A 2", "gap upstream_reconnect 2 3", "A 3", "A 4",
				"resumed3");
		assertThat(resume(Delivery.ALL, after, A)).containsExactly("resumed0");
	}

	@Test
	void tellsAnOutageThatLastsToWhoWasThereBeforeItThoughItWasAway() {
		join(Delivery.ALL, A);
		long id = tick(A);
		this.hub.onFeed(Business.CRYPTO, FeedState.DOWN);
		this.loop.run();
		Client back = new Client();
		this.lane.join(back.outbox, List.of(A), new SubscribeOptions(Delivery.ALL, true, id), ResumeTests::answer);
		tick(A);
		assertThat(back.heard()).containsExactly("resumed0", "STALE", "LIVE", "gap upstream_reconnect 1 2", "A 2");
	}

	@Test
	void keepsTheOrderForAClientThatReadsNothingWhileItResumes() {
		join(Delivery.ALL, A);
		long id = tick(A);
		tick(A);
		tick(A);
		for (Delivery delivery : List.of(Delivery.ALL, Delivery.CONFLATE)) {
			Client back = new Client();
			back.link.writable = false;
			this.lane.join(back.outbox, List.of(A), new SubscribeOptions(delivery, true, id), ResumeTests::answer);
			assertThat(back.heard()).isEmpty();
			back.link.writable = true;
			back.outbox.onWritable();
			List<String> heard = back.heard();
			assertThat(heard.subList(0, 2)).containsExactly("A 2", "A 3");
			assertThat(heard).hasSize(3).last().asString().startsWith("resumed");
			this.lane.leave(back.outbox, List.of(A));
		}
		assertThat(this.hub.counters().queued.sum()).isZero();
	}

	@Test
	void putsLiveTicksOfAStalledConflatingClientBehindItsReplay() {
		join(Delivery.ALL, A);
		long id = tick(A);
		tick(A);
		tick(A);
		Client back = new Client();
		back.link.writable = false;
		this.lane.join(back.outbox, List.of(A), new SubscribeOptions(Delivery.CONFLATE, true, id), ResumeTests::answer);
		tick(A);
		tick(A);
		back.link.writable = true;
		back.outbox.onWritable();
		assertThat(back.heard()).containsExactly("A 2", "A 3", "resumed2", "A 5");
	}

	@Test
	void answersThatTheWindowIsOverWhereAllClientsTogetherWouldHoldTooMuch() {
		join(Delivery.ALL, A);
		long id = tick(A);
		for (int i = 0; i < 20; i++) {
			tick(A);
		}
		OutboxPool small = new OutboxPool(2_000, this.hub.counters());
		Client back = new Client(small);
		back.link.writable = false;
		this.lane.join(back.outbox, List.of(A), new SubscribeOptions(Delivery.ALL, true, id), ResumeTests::answer);
		back.link.writable = true;
		back.outbox.onWritable();
		assertThat(back.heard()).containsExactly("snapshot A 21", "window");
		assertThat(small.bytes()).isZero();
		assertThat(back.link.overflows).isZero();
	}

	@Test
	void doesNotTrustATickThatALaneToldAheadOfOthersThatItHadQueued() {
		this.lane = new Lane(this.hub, this.loop, 2, LatencyMeter.NONE);
		join(Delivery.ALL, A, B);
		tick(A);
		for (int i = 0; i < 4; i++) {
			this.hub.onTick(Ticks.of(A));
		}
		this.loop.run();
		long overtaking = tick(A) - 1;
		assertThat(this.hub.counters().laneOverflows.sum()).isPositive();
		assertThat(resume(Delivery.ALL, overtaking, A)).last().isEqualTo("window");
		assertThat(resume(Delivery.ALL, tick(A), A)).containsExactly("resumed0");
	}

	@Test
	void resumesStreamsThatTheClientHasWithoutJoiningThemAnew() {
		Client client = join(Delivery.ALL, A, B);
		long id = tick(A);
		tick(B);
		client.heard();
		this.lane.resume(client.outbox, List.of(A, B, FAR), id, ResumeTests::answer);
		assertThat(client.heard()).containsExactly("B 1", "resumed1");
		tick(A);
		assertThat(client.heard()).containsExactly("A 2");
		this.lane.resume(client.outbox, List.of(A, B), 0, ResumeTests::answer);
		assertThat(client.heard()).containsExactly("snapshot B 1", "snapshot A 2", "restart");
	}

	@Test
	void countsWhatBecameOfEach() {
		join(Delivery.ALL, A);
		long id = tick(A);
		tick(A);
		resume(Delivery.ALL, id, A);
		resume(Delivery.ALL, 0, A);
		this.hub.counters()
			.eachResumption((outcome, total) -> assertThat(total.sum()).as(outcome)
				.isEqualTo(outcome.equals("window") ? 0 : 1));
		assertThat(this.hub.counters().replayed.sum()).isEqualTo(1);
	}

	@Test
	void outlivesItsLastClientAsLongAsTheStreamDoes() {
		Client client = join(Delivery.ALL, A);
		long id = tick(A);
		this.lane.leave(client.outbox, List.of(A));
		this.hub.onTick(Ticks.of(A));
		assertThat(resume(Delivery.ALL, id, A)).containsExactly("A 2", "resumed1");
		assertThat(this.hub.replayEvents()).isEqualTo(2);
		this.hub.dropped(A);
		assertThat(this.hub.replayEvents()).isZero();
		assertThat(this.hub.replayBytes()).isZero();
	}

	private void set(long millis) {
		this.setMs += millis;
		this.time.advance(millis);
	}

	private void limit(ReplayLimits replay) {
		this.limits = replay;
		this.hub = new TickHub(Set.of(Business.CRYPTO, Business.STOCK), this.clock, replay);
		this.lane = new Lane(this.hub, this.loop, 1024, LatencyMeter.NONE);
	}

	private Client join(Delivery delivery, Topic... topics) {
		Client client = new Client();
		this.lane.join(client.outbox, List.of(topics), new SubscribeOptions(delivery, true, null), ResumeTests::answer);
		client.heard();
		return client;
	}

	/** What somebody hears who comes back, and leaves again. */
	private List<String> resume(Delivery delivery, long id, Topic... topics) {
		Client back = new Client();
		this.lane.join(back.outbox, List.of(topics), new SubscribeOptions(delivery, true, id), ResumeTests::answer);
		List<String> heard = back.heard();
		this.lane.leave(back.outbox, List.of(topics));
		return heard;
	}

	private long tick(Topic topic) {
		this.hub.onTick(topic.channel().equals(Channel.DEPTH) ? new Tick.Depth(topic, 1, List.of(), List.of())
				: Ticks.of(topic));
		this.loop.run();
		TickFrame last = this.hub.open(topic).last();
		return (last == null) ? 0 : last.receivedMicros();
	}

	private long bar(long startMs) {
		this.hub.onTick(bar(BARS, startMs));
		this.loop.run();
		return this.clock.last();
	}

	private static Tick.Kline bar(Topic topic, long startMs) {
		return new Tick.Kline(topic, startMs, "1", "2", "1", "2", "5", "10", "0.01", "0.00%");
	}

	private void outage() {
		this.hub.onFeed(Business.CRYPTO, FeedState.DOWN);
		this.hub.onFeed(Business.CRYPTO, FeedState.UP);
	}

	private static byte[] answer(Resumption resumption) {
		return switch (resumption) {
			case Resumption.Recovered(int replayed) -> ("resumed" + replayed).getBytes(StandardCharsets.US_ASCII);
			case Resumption.NotRecovered(Resumption.Reason reason) -> reason.text().getBytes(StandardCharsets.US_ASCII);
		};
	}

	private static String word(Object message) {
		return switch (message) {
			case Seen seen -> (seen.snapshot() ? "snapshot " : "") + symbol(seen.stream()) + " " + seen.seq();
			case Gap gap -> "gap " + gap.cause() + " " + gap.from() + " " + gap.to();
			case Status status -> status.state();
			default -> message.toString();
		};
	}

	private static String symbol(String stream) {
		return stream.substring(stream.indexOf(':') + 1, stream.indexOf('@'));
	}

	private final class Client {

		final RecordingLink link = new RecordingLink();

		final Outbox outbox;

		Client() {
			this(new OutboxPool(1 << 30, ResumeTests.this.hub.counters()));
		}

		Client(OutboxPool pool) {
			this.outbox = new Outbox(new TestFormat(), this.link, new OutboxLimits(1000, 1_000_000, 16), pool);
		}

		List<String> heard() {
			List<String> heard = this.link.messages.stream()
				.map(ResumeTests::word)
				.filter((word) -> !word.equals("PENDING"))
				.toList();
			this.link.messages.clear();
			return heard;
		}

	}

}
