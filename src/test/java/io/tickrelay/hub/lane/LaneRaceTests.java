package io.tickrelay.hub.lane;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.tickrelay.hub.FeedState;
import io.tickrelay.hub.RelayClock;
import io.tickrelay.hub.ReplayLimits;
import io.tickrelay.hub.TestFormat;
import io.tickrelay.hub.TestFormat.Gap;
import io.tickrelay.hub.TestFormat.Seen;
import io.tickrelay.hub.TestFormat.Status;
import io.tickrelay.hub.TickFrame;
import io.tickrelay.hub.TickHub;
import io.tickrelay.hub.Ticks;
import io.tickrelay.hub.outbox.ClientLink;
import io.tickrelay.hub.outbox.Delivery;
import io.tickrelay.hub.outbox.Outbox;
import io.tickrelay.hub.outbox.OutboxLimits;
import io.tickrelay.hub.outbox.OutboxPool;
import io.tickrelay.hub.outbox.RecordingLink;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.tickrelay.hub.LaneDriver.NO_ANSWER;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Real loops, one emitter a business, and clients that come and go at any moment.
 */
@Timeout(90)
class LaneRaceTests {

	private static final List<Business> BUSINESSES = List.of(Business.CRYPTO, Business.STOCK);

	private static final List<Topic> TOPICS = List.of(Ticks.crypto("A"), Ticks.crypto("B"), Ticks.stock("C"),
			Ticks.stock("D"));

	private final TickHub hub = new TickHub(Set.copyOf(BUSINESSES), new RelayClock(new Ticks.HandClock()),
			new ReplayLimits(5_000, 1 << 24, Duration.ofHours(1), 1 << 24, 5_000));

	private final List<ScheduledExecutorService> loops = new ArrayList<>();

	private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();

	private final TestFormat format = new TestFormat();

	/**
	 * The numbers of outages, by the stream and its last tick before; and each stream's
	 * last.
	 */
	private final Map<String, Integer> outages = new ConcurrentHashMap<>();

	@AfterEach
	void stopLoops() {
		this.loops.forEach(ScheduledExecutorService::shutdownNow);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void lateJoinerSeesTheLastValueThenEverythingAfterItWhileAMillionEmissionsRaceIt(boolean snapshot)
			throws Exception {
		// One of the two runs has the million, the other shows the same without
		// snapshots.
		int emissions = snapshot ? 500_000 : 100_000;
		List<Party> parties = race(1 << 21, emissions, snapshot);
		assertThat(this.faults).isEmpty();
		assertThat(parties.stream().mapToLong((party) -> party.gaps).sum()).isZero();
		assertThat(parties.stream().mapToInt((party) -> party.joins).sum()).isGreaterThan(200);
		assertThat(this.hub.counters().laneOverflows.sum()).isZero();
		assertThat(this.hub.counters().ticks.sum()).isEqualTo(2L * emissions + TOPICS.size());
		assertThat(this.hub.counters().queued.sum()).isZero();
	}

	@Test
	void aLaneThatOverflowsAnnouncesEveryHoleAndEndsWithTheNewest() throws Exception {
		List<Party> parties = race(4, 200_000, true);
		assertThat(this.faults).isEmpty();
		assertThat(this.hub.counters().laneOverflows.sum()).isPositive();
		assertThat(parties.stream().mapToLong((party) -> party.gaps).sum()).isPositive();
	}

	@Test
	void everyBurstArrivesInFullWithoutAnyFurtherStimulus() throws Exception {
		bursts(1 << 12, 20_000);
		assertThat(this.hub.counters().laneOverflows.sum()).isZero();
	}

	@Test
	void theEndOfEveryBurstArrivesWithoutAnyFurtherStimulusWhereTheLaneOverflows() throws Exception {
		bursts(2, 40_000);
		assertThat(this.hub.counters().laneOverflows.sum()).isPositive();
	}

	@Test
	void receiveTimesGrowOverTheWholeRelayAndNoneIsGivenTwice() throws Exception {
		ScheduledExecutorService loop = loop();
		Lane lane = new Lane(this.hub, LaneLoop.of(loop), 1 << 18, LatencyMeter.NONE);
		Map<Long, String> times = new HashMap<>();
		RecordingLink link = new RecordingLink() {
			@Override
			public void write(byte[] bytes) {
				if (TestFormat.read(bytes) instanceof Seen seen && times.put(seen.micros(), seen.stream()) != null) {
					LaneRaceTests.this.faults.add("twice: " + seen);
				}
			}
		};
		Outbox outbox = outbox(link);
		on(loop, () -> lane.join(outbox, TOPICS, new SubscribeOptions(Delivery.ALL, true, null), NO_ANSWER));
		emit(50_000, new Random(7));
		awaitSilence(lane, loop);
		on(loop, () -> assertThat(times).hasSize(100_000 + TOPICS.size()));
		assertThat(this.faults).isEmpty();
	}

	private void bursts(int capacity, int count) throws Exception {
		ScheduledExecutorService loop = loop();
		Lane lane = new Lane(this.hub, LaneLoop.of(loop), capacity, LatencyMeter.NONE);
		Topic topic = TOPICS.getFirst();
		LastSeen client = new LastSeen();
		on(loop, () -> lane.join(outbox(client), List.of(topic), new SubscribeOptions(Delivery.ALL, true, null),
				NO_ANSWER));
		Random random = new Random(11);
		long sent = 0;
		for (int burst = 0; burst < count; burst++) {
			if (burst % 10 == 9) {
				this.hub.onFeed(Business.CRYPTO, FeedState.DOWN);
				await(client, sent, "STALE");
			}
			for (int size = 1 + random.nextInt(6); size > 0; size--) {
				this.hub.onTick(Ticks.of(topic));
				sent++;
				for (int pause = random.nextInt(40); pause > 0; pause--) {
					Thread.onSpinWait();
				}
			}
			await(client, sent, "LIVE");
		}
	}

	private static void await(LastSeen client, long seq, String state) {
		long start = System.nanoTime();
		while (client.seq != seq || !client.state.equals(state)) {
			if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(5)) {
				throw new AssertionError("Stuck at " + client.seq + " " + client.state + ", sent " + seq + " " + state);
			}
			Thread.onSpinWait();
		}
	}

	private List<Party> race(int capacity, int emissionsEach, boolean snapshot) throws Exception {
		List<Party> parties = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			parties.add(new Party(new Lane(this.hub, LaneLoop.of(loop()), capacity, LatencyMeter.NONE),
					this.loops.get(i), new Random(100 + i), snapshot));
		}
		AtomicBoolean over = new AtomicBoolean();
		for (Party party : parties) {
			on(party.loop, party::settleIn);
			party.loop.execute(() -> party.comeAndGo(over));
		}
		emit(emissionsEach, new Random(5));
		over.set(true);
		Map<String, Long> newest = new HashMap<>();
		TOPICS.forEach((topic) -> newest.put(topic.name(), lastSeq(topic)));
		for (Party party : parties) {
			party.gone.get(90, TimeUnit.SECONDS);
			awaitSilence(party.lane, party.loop);
			on(party.loop, () -> party.finish(newest));
		}
		TOPICS.forEach((topic) -> assertThat(this.hub.open(topic).lanes()).as("sinks without clients").isZero());
		assertThat(this.hub.counters().refusedEmissions.sum()).isZero();
		return parties;
	}

	private static void awaitSilence(Lane lane, ScheduledExecutorService loop) throws Exception {
		long start = System.nanoTime();
		// A drain that finds more schedules another: three looks in a row see it end.
		for (int quiet = 0; quiet < 3;) {
			on(loop, () -> {
			});
			quiet = (lane.backlog() == 0) ? quiet + 1 : 0;
			assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(90));
		}
	}

	/** One thread a business, both at once, until they are done. */
	private void emit(int each, Random seeds) throws Exception {
		CountDownLatch done = new CountDownLatch(BUSINESSES.size());
		for (Business business : BUSINESSES) {
			List<Topic> own = TOPICS.stream().filter((topic) -> topic.business().equals(business)).toList();
			own.forEach(this.hub::open);
			Random random = new Random(seeds.nextLong());
			loop().execute(() -> {
				for (int i = 0; i < each; i++) {
					this.hub.onTick(Ticks.of(own.get(random.nextInt(own.size()))));
					if (i % 2000 == 1999) {
						this.hub.onFeed(business, random.nextBoolean() ? FeedState.DOWN : FeedState.UP);
						own.forEach(this::noteOutage);
					}
				}
				own.forEach((topic) -> this.hub.onTick(Ticks.of(topic)));
				done.countDown();
			});
		}
		assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
	}

	private void noteOutage(Topic topic) {
		int begun = this.hub.open(topic).outagesBegun();
		Integer before = this.outages.put(topic.name(), begun);
		if (begun > ((before == null) ? 0 : before)) {
			this.outages.put(topic.name() + lastSeq(topic), begun);
		}
	}

	private long lastSeq(Topic topic) {
		TickFrame last = this.hub.open(topic).last();
		return (last == null) ? 0 : last.seq();
	}

	private ScheduledExecutorService loop() {
		ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor();
		this.loops.add(loop);
		return loop;
	}

	private Outbox outbox(ClientLink link) {
		return new Outbox(this.format, link, new OutboxLimits(1000, 1_000_000, 16),
				new OutboxPool(1 << 30, this.hub.counters()));
	}

	private static void on(ScheduledExecutorService loop, Runnable task) throws Exception {
		loop.submit(task).get(90, TimeUnit.SECONDS);
	}

	/** The clients of one loop; all of it runs there. */
	private final class Party {

		final Lane lane;

		final ScheduledExecutorService loop;

		final CompletableFuture<@Nullable Void> gone = new CompletableFuture<>();

		private final Random random;

		private final boolean snapshot;

		private final List<Witness> present = new ArrayList<>();

		/** Is there before the first outage and stays. */
		private @Nullable Witness resident;

		int joins;

		long gaps;

		Party(Lane lane, ScheduledExecutorService loop, Random random, boolean snapshot) {
			this.lane = lane;
			this.loop = loop;
			this.random = random;
			this.snapshot = snapshot;
		}

		void settleIn() {
			this.resident = new Witness(TOPICS, this.snapshot);
			this.lane.join(this.resident.outbox, TOPICS, new SubscribeOptions(Delivery.ALL, this.snapshot, null),
					NO_ANSWER);
		}

		/** One step, and itself again: ticks are drained between. */
		void comeAndGo(AtomicBoolean over) {
			if (over.get() && this.joins > 100) {
				// Whoever is here now stays and sees the end.
				join();
				this.gone.complete(null);
				return;
			}
			if (this.present.size() < 12 && this.random.nextBoolean()) {
				join();
			}
			else if (!this.present.isEmpty()) {
				leave(this.present.remove(this.random.nextInt(this.present.size())));
			}
			this.loop.execute(() -> comeAndGo(over));
		}

		void finish(Map<String, Long> newest) {
			for (Witness witness : List.copyOf(this.present)) {
				witness.sawTheEnd(newest);
				leave(witness);
			}
			this.present.clear();
			Witness witness = Objects.requireNonNull(this.resident);
			witness.sawTheEnd(newest);
			if (witness.gaps == 0) {
				TOPICS.forEach(witness::sawEveryOutage);
			}
			leave(witness);
		}

		private void join() {
			List<Topic> some = TOPICS.stream().filter((topic) -> this.random.nextInt(3) > 0).toList();
			Witness witness = new Witness(some, this.snapshot);
			this.present.add(witness);
			this.joins++;
			this.lane.join(witness.outbox, some, new SubscribeOptions(Delivery.ALL, this.snapshot, null), NO_ANSWER);
		}

		private void leave(Witness witness) {
			this.lane.leave(witness.outbox, witness.topics);
			witness.outbox.close();
			witness.left = true;
			this.gaps += witness.gaps;
		}

	}

	/** A client that checks all it is given. */
	private final class Witness implements ClientLink {

		final List<Topic> topics;

		final Outbox outbox = outbox(this);

		boolean left;

		long gaps;

		private final boolean snapshot;

		private final Map<String, Long> told = new HashMap<>();

		private final Map<String, Long> micros = new HashMap<>();

		private final Map<String, String> states = new HashMap<>();

		private final Map<String, Gap> untilTick = new HashMap<>();

		private final Map<String, Gap> outagesTold = new HashMap<>();

		private final Map<String, Integer> outageCounts = new HashMap<>();

		/** How many outages had begun before this one came. */
		private final Map<String, Integer> begunBefore = new HashMap<>();

		/** What each business told last. */
		private final Map<String, Seen> newest = new HashMap<>();

		/** Streams that told this one more than their state as it came. */
		private final Set<String> begun = new HashSet<>();

		private boolean flushed = true;

		Witness(List<Topic> topics, boolean snapshot) {
			this.topics = topics;
			this.snapshot = snapshot;
			topics.forEach(
					(topic) -> this.begunBefore.put(topic.name(), LaneRaceTests.this.hub.open(topic).outagesBegun()));
		}

		@Override
		public boolean isWritable() {
			return true;
		}

		@Override
		public void write(byte[] bytes) {
			this.flushed = false;
			check(!this.left, "a word after the farewell");
			switch (TestFormat.read(bytes)) {
				case Seen seen -> onTick(seen);
				case Gap gap when gap.cause().equals("upstream_reconnect") -> onOutage(gap);
				case Gap gap -> {
					this.gaps++;
					this.begun.add(gap.stream());
					Long before = this.told.put(gap.stream(), gap.to());
					check(gap.from() <= gap.to(), gap);
					check(before == null || gap.from() == before + 1, before + " then " + gap);
				}
				case Status status -> this.states.put(status.stream(), status.state());
				default -> check(false, "unreadable");
			}
		}

		@Override
		public void flush() {
			this.flushed = true;
		}

		@Override
		public void overflowed() {
			check(false, "an overflow");
		}

		void sawTheEnd(Map<String, Long> newest) {
			check(this.flushed, "not flushed");
			for (Topic topic : this.topics) {
				Long last = this.told.get(topic.name());
				Long end = newest.get(topic.name());
				check(last == null ? !this.snapshot : last.equals(end), topic + " ended with " + last + " not " + end);
				check("LIVE".equals(this.states.getOrDefault(topic.name(), "LIVE")), topic + " is not live");
			}
		}

		void sawEveryOutage(Topic topic) {
			int begun = LaneRaceTests.this.hub.open(topic).outagesBegun();
			check(begun == this.outageCounts.getOrDefault(topic.name(), 0), topic + " had " + begun + " outages");
		}

		private void onOutage(Gap gap) {
			this.outageCounts.merge(gap.stream(), 1, Integer::sum);
			Gap former = this.outagesTold.put(gap.stream(), gap);
			check(former == null || former.to() <= gap.from(), "told twice: " + former + " then " + gap);
			Integer number = LaneRaceTests.this.outages.get(gap.stream() + gap.from());
			Integer before = this.begunBefore.get(gap.stream());
			check(number == null || before == null || number > before || this.begun.contains(gap.stream()),
					"came late for " + gap);
			this.untilTick.put(gap.stream(), gap);
			if (this.gaps == 0) {
				// No lane was too full to tell the whole story.
				Long told = this.told.get(gap.stream());
				check(told == null || told == gap.from(), told + " then " + gap);
				check("LIVE".equals(this.states.getOrDefault(gap.stream(), "LIVE")), "not live at " + gap);
				check(gap.to() == gap.from() + 1, "no neighbours: " + gap);
				check(number != null, "an outage that never was: " + gap);
			}
		}

		private void onTick(Seen seen) {
			Gap outage = this.untilTick.remove(seen.stream());
			check(outage == null || outage.to() == seen.seq() || (this.gaps > 0 && outage.to() < seen.seq()),
					outage + " then " + seen);
			Long before = this.told.put(seen.stream(), seen.seq());
			check(!seen.snapshot() || (this.snapshot && before == null), "a snapshot out of place: " + seen);
			check(before == null || seen.seq() == before + 1, before + " then " + seen);
			check(before != null || seen.snapshot() || !this.snapshot || seen.seq() == 1, "no snapshot before " + seen);
			if (!seen.snapshot()) {
				this.begun.add(seen.stream());
			}
			Seen former = this.newest.put(seen.stream().substring(0, seen.stream().indexOf(':')), seen);
			check(former == null || former.micros() < seen.micros()
					|| LaneRaceTests.this.hub.counters().laneOverflows.sum() > 0,
					"no client could resume by one time: " + former + " then " + seen);
			Long earlier = this.micros.put(seen.stream(), seen.micros());
			check(earlier == null || earlier < seen.micros(), earlier + " then " + seen);
		}

		private void check(boolean claim, Object fault) {
			if (!claim && LaneRaceTests.this.faults.size() < 20) {
				LaneRaceTests.this.faults.add(fault.toString());
			}
		}

	}

	/** How far a client was told, for a thread that waits for it. */
	private static final class LastSeen implements ClientLink {

		volatile long seq;

		volatile String state = "";

		@Override
		public boolean isWritable() {
			return true;
		}

		@Override
		public void write(byte[] bytes) {
			switch (TestFormat.read(bytes)) {
				case Seen seen -> this.seq = seen.seq();
				case Status status -> this.state = status.state();
				default -> {
					// Gaps are the race's affair.
				}
			}
		}

		@Override
		public void flush() {
			// Written is seen.
		}

		@Override
		public void overflowed() {
			throw new AssertionError();
		}

	}

}
