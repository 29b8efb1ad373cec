package io.tickrelay.hub.lane;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
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
import io.tickrelay.hub.clock.RelayClock;
import io.tickrelay.hub.ReplayLimits;
import io.tickrelay.hub.TestFormat;
import io.tickrelay.hub.TickFrame;
import io.tickrelay.hub.TickHub;
import io.tickrelay.hub.Ticks;
import io.tickrelay.hub.outbox.ClientLink;
import io.tickrelay.hub.outbox.Delivery;
import io.tickrelay.hub.outbox.Outbox;
import io.tickrelay.hub.outbox.OutboxLimits;
import io.tickrelay.hub.outbox.OutboxPool;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

import static io.tickrelay.hub.LaneDriver.NO_ANSWER;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Real loops, one emitter a business, and clients that come and go at any moment.
 */
@Timeout(90)
abstract class LaneRaceFixture {

	static final List<Business> BUSINESSES = List.of(Business.CRYPTO, Business.STOCK);

	static final List<Topic> TOPICS = List.of(Ticks.crypto("A"), Ticks.crypto("B"), Ticks.stock("C"), Ticks.stock("D"));

	final TickHub hub = new TickHub(Set.copyOf(BUSINESSES), new RelayClock(new Ticks.HandClock()),
			new ReplayLimits(5_000, 1 << 24, Duration.ofHours(1), 1 << 24, 5_000));

	final List<ScheduledExecutorService> loops = new ArrayList<>();

	final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();

	final TestFormat format = new TestFormat();

	/**
	 * The numbers of outages, by the stream and its last tick before, and each stream's
	 * last one.
	 */
	final Map<String, Integer> outages = new ConcurrentHashMap<>();

	@AfterEach
	void stopLoops() {
		this.loops.forEach(ScheduledExecutorService::shutdownNow);
	}

	/**
	 * The rounds of a race. The profile full has all of them. Elsewhere a fifth shows a
	 * race nearly as well.
	 */
	static int rounds(int all) {
		return Boolean.getBoolean("tickrelay.tests.full") ? all : all / 5;
	}

	List<Party> race(int capacity, int emissionsEach, boolean snapshot) throws Exception {
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

	static void awaitSilence(Lane lane, ScheduledExecutorService loop) throws Exception {
		long start = System.nanoTime();
		// A drain that finds more frames schedules another one. Three looks in a row see
		// the end.
		for (int quiet = 0; quiet < 3;) {
			on(loop, () -> {
			});
			quiet = (lane.backlog() == 0) ? quiet + 1 : 0;
			assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(90));
		}
	}

	/** Emits on one thread a business, both at once, until they are done. */
	void emit(int each, Random seeds) throws Exception {
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

	void noteOutage(Topic topic) {
		int begun = this.hub.open(topic).outagesBegun();
		Integer before = this.outages.put(topic.name(), begun);
		if (begun > ((before == null) ? 0 : before)) {
			this.outages.put(topic.name() + lastSeq(topic), begun);
		}
	}

	long lastSeq(Topic topic) {
		TickFrame last = this.hub.open(topic).last();
		return (last == null) ? 0 : last.seq();
	}

	ScheduledExecutorService loop() {
		ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor();
		this.loops.add(loop);
		return loop;
	}

	Outbox outbox(ClientLink link) {
		return new Outbox(this.format, link, new OutboxLimits(1000, 1_000_000, 16),
				new OutboxPool(1 << 30, this.hub.counters()));
	}

	static void on(ScheduledExecutorService loop, Runnable task) throws Exception {
		loop.submit(task).get(90, TimeUnit.SECONDS);
	}

	/** The clients of one loop; all of it runs there. */
	final class Party {

		final Lane lane;

		final ScheduledExecutorService loop;

		final CompletableFuture<@Nullable Void> gone = new CompletableFuture<>();

		private final Random random;

		private final boolean snapshot;

		private final List<RaceWitness> present = new ArrayList<>();

		/** A client that is there before the first outage and stays. */
		private @Nullable RaceWitness resident;

		int joins;

		long gaps;

		Party(Lane lane, ScheduledExecutorService loop, Random random, boolean snapshot) {
			this.lane = lane;
			this.loop = loop;
			this.random = random;
			this.snapshot = snapshot;
		}

		void settleIn() {
			this.resident = new RaceWitness(LaneRaceFixture.this, TOPICS, this.snapshot);
			this.lane.join(this.resident.outbox, TOPICS, new SubscribeOptions(Delivery.ALL, this.snapshot, null),
					NO_ANSWER);
		}

		/** Makes one step and schedules the next, so that ticks are drained between. */
		void comeAndGo(AtomicBoolean over) {
			if (over.get() && this.joins > 100) {
				// The clients that are here now stay and see the end.
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
			for (RaceWitness witness : List.copyOf(this.present)) {
				witness.sawTheEnd(newest);
				leave(witness);
			}
			this.present.clear();
			RaceWitness witness = Objects.requireNonNull(this.resident);
			witness.sawTheEnd(newest);
			if (witness.gaps == 0) {
				TOPICS.forEach(witness::sawEveryOutage);
			}
			leave(witness);
		}

		private void join() {
			List<Topic> some = TOPICS.stream().filter((topic) -> this.random.nextInt(3) > 0).toList();
			RaceWitness witness = new RaceWitness(LaneRaceFixture.this, some, this.snapshot);
			this.present.add(witness);
			this.joins++;
			this.lane.join(witness.outbox, some, new SubscribeOptions(Delivery.ALL, this.snapshot, null), NO_ANSWER);
		}

		private void leave(RaceWitness witness) {
			this.lane.leave(witness.outbox, witness.topics);
			witness.outbox.close();
			witness.left = true;
			this.gaps += witness.gaps;
		}

	}

}
