package io.tickrelay.hub.lane;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.stream.IntStream;

import io.tickrelay.demand.Demand;
import io.tickrelay.demand.DemandLimits;
import io.tickrelay.demand.Lease;
import io.tickrelay.hub.FeedState;
import io.tickrelay.hub.Frame;
import io.tickrelay.hub.LaneDriver;
import io.tickrelay.hub.RelayClock;
import io.tickrelay.hub.TopicCondition;
import io.tickrelay.hub.StreamStatus;
import io.tickrelay.hub.StreamStatus.Cause;
import io.tickrelay.hub.StreamStatus.State;
import io.tickrelay.hub.TestFormat;
import io.tickrelay.hub.TestFormat.Gap;
import io.tickrelay.hub.TestFormat.Seen;
import io.tickrelay.hub.TestFormat.Status;
import io.tickrelay.hub.TickHub;
import io.tickrelay.hub.Ticks;
import io.tickrelay.hub.TopicStream;
import io.tickrelay.hub.outbox.Delivery;
import io.tickrelay.hub.outbox.Outbox;
import io.tickrelay.hub.outbox.OutboxLimits;
import io.tickrelay.hub.outbox.OutboxPool;
import io.tickrelay.hub.outbox.RecordingLink;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Topic;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

import static io.tickrelay.hub.LaneDriver.NO_ANSWER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What a lane's clients see, step by step, on a loop that runs by hand.
 */
class LaneTests {

	private static final Topic A = Ticks.crypto("A");

	private static final Topic B = Ticks.crypto("B");

	private final Ticks.HandClock time = new Ticks.HandClock();

	private final TickHub hub = new TickHub(Set.of(Business.CRYPTO, Business.STOCK), new RelayClock(this.time),
			LaneDriver.REPLAY);

	private final TestLoop loop = new TestLoop();

	private final TestFormat format = new TestFormat();

	private Lane lane = new Lane(this.hub, this.loop, 1024, LatencyMeter.NONE);

	@Test
	void aNewStreamIsPendingUntilItsFirstTick() {
		Client client = join(true, A);
		assertThat(client.link.messages).containsExactly(pending(Cause.AWAITING_FIRST_TICK));
		tick(A);
		assertThat(client.link.messages).hasSize(3).element(1).isEqualTo(live());
		assertThat(client.link.seqs()).containsExactly(1L);
	}

	@Test
	void aLateJoinerGetsTheLastValueAndThenWhatFollows() {
		join(true, A);
		tick(A);
		tick(A);
		Client late = join(true, A);
		assertThat(late.link.messages).singleElement()
			.isInstanceOfSatisfying(Seen.class,
					(seen) -> assertThat(List.of(seen.snapshot(), seen.seq())).containsExactly(true, 2L));
		tick(A);
		assertThat(late.link.seqs()).containsExactly(2L, 3L);
	}

	@Test
	void aJoinerIsLetInBehindWhatTheLaneHadQueuedWhenItCame() {
		join(true, A);
		tick(A);
		this.hub.onTick(Ticks.of(A));
		this.hub.onTick(Ticks.of(A));
		Client late = join(true, A);
		assertThat(late.link.messages).isEmpty();
		this.hub.onTick(Ticks.of(A));
		this.loop.run();
		assertThat(late.link.seqs()).containsExactly(3L, 4L);
		assertThat(late.link.isFlushed()).isTrue();
	}

	@Test
	void aJoinerOfAStreamThatIsNewToABusyLaneGetsItNoEarlierThanWhatWasQueuedOfOthers() {
		this.hub.open(B);
		this.hub.onTick(Ticks.of(B));
		Client client = join(true, A);
		this.hub.onTick(Ticks.of(A));
		this.hub.onTick(Ticks.of(B));
		this.hub.onTick(Ticks.of(B));
		this.lane.join(client.outbox, List.of(B), new SubscribeOptions(Delivery.ALL, true, null), NO_ANSWER);
		this.hub.onTick(Ticks.of(A));
		this.hub.onTick(Ticks.of(B));
		this.loop.run();
		assertThat(client.link.messages).filteredOn(Seen.class::isInstance)
			.map((message) -> ((Seen) message).micros())
			.isSorted()
			.hasSize(4);
	}

	@Test
	void whoLeavesBeforeItWasLetInHearsNothingAndLeavesNothingBehind() {
		join(true, A);
		this.hub.onTick(Ticks.of(A));
		Client fickle = join(true, A, B);
		this.lane.leave(fickle.outbox, List.of(A, B));
		this.loop.run();
		tick(A);
		tick(B);
		assertThat(fickle.link.messages).isEmpty();
		assertThat(this.hub.open(B).lanes()).isZero();
	}

	@Test
	void withoutASnapshotAJoinerGetsOnlyWhatFollows() {
		join(true, A);
		tick(A);
		Client late = join(false, A);
		assertThat(late.link.messages).isEmpty();
		tick(A);
		assertThat(late.link.seqs()).containsExactly(2L);
	}

	@Test
	void aFirstJoinerOfALaneGetsTheStreamsLastValue() {
		Lane other = new Lane(this.hub, this.loop, 16, LatencyMeter.NONE);
		other.join(new Client(this.format).outbox, List.of(A), new SubscribeOptions(Delivery.ALL, true, null),
				NO_ANSWER);
		tick(A);
		Client late = join(true, A);
		assertThat(late.link.seqs()).containsExactly(1L);
		tick(A);
		assertThat(late.link.seqs()).containsExactly(1L, 2L);
	}

	@Test
	void joiningAgainChangesTheDeliveryAndNothingElse() {
		Client client = join(true, A);
		tick(A);
		int before = client.link.messages.size();
		this.lane.join(client.outbox, List.of(A), new SubscribeOptions(Delivery.CONFLATE, true, null), NO_ANSWER);
		assertThat(client.link.messages).hasSize(before);
		client.link.writable = false;
		tick(A);
		tick(A);
		assertThat(this.hub.counters().queued.sum()).isOne();
	}

	@Test
	void whoHasLeftHearsNothingMoreAndTheOthersDo() {
		Client leaver = join(true, A, B);
		Client stayer = join(true, A);
		this.hub.onTick(Ticks.of(A));
		this.lane.leave(leaver.outbox, List.of(A));
		this.lane.leave(leaver.outbox, List.of(A, Ticks.crypto("NEVER")));
		this.loop.run();
		tick(B);
		assertThat(stayer.link.seqs()).containsExactly(1L);
		assertThat(leaver.link.messages).filteredOn(Seen.class::isInstance)
			.extracting((seen) -> ((Seen) seen).stream())
			.containsExactly(B.name());
	}

	@Test
	void whoLeavesManyStreamsWithALongQueueHoldsUpTheLoopForNoTime() {
		List<Topic> topics = IntStream.range(0, 2000).mapToObj((i) -> Ticks.crypto("SYMBOL" + i)).toList();
		RecordingLink link = new RecordingLink();
		link.writable = false;
		OutboxPool pool = new OutboxPool(1L << 40, this.hub.counters());
		Outbox slow = new Outbox(this.format, link, new OutboxLimits(1_000_000, 1L << 40, 16), pool);
		this.lane.join(slow, topics, new SubscribeOptions(Delivery.ALL, false, null), NO_ANSWER);
		for (int i = 0; i < 100_000; i++) {
			tick(topics.get(i % topics.size()));
		}
		assertThat(slow.isBehind()).isTrue();
		ThreadMXBean threads = ManagementFactory.getThreadMXBean();
		long beforeNs = threads.getCurrentThreadCpuTime();
		this.lane.leave(slow, topics);
		// A look at the queue for each stream would take many seconds.
		assertThat(threads.getCurrentThreadCpuTime() - beforeNs).isLessThan(Duration.ofSeconds(2).toNanos());
		assertThat(slow.isBehind()).isFalse();
		assertThat(pool.bytes()).isZero();
	}

	@Test
	void aNewcomerWhoseLastValuesFailCostsTheOthersNothing() {
		Client stayer = join(true, A);
		tick(A);
		RecordingLink broken = new RecordingLink() {
			@Override
			public void write(byte[] bytes) {
				throw new IllegalStateException("A planted fault");
			}
		};
		Outbox newcomer = new Outbox(this.format, broken, new OutboxLimits(16, 1 << 20, 16),
				new OutboxPool(1 << 20, this.hub.counters()));
		this.hub.onTick(Ticks.of(A));
		this.lane.join(newcomer, List.of(A), new SubscribeOptions(Delivery.ALL, true, null), NO_ANSWER);
		this.loop.run();
		assertThat(stayer.link.seqs()).endsWith(2L);
		assertThat(stayer.link.isFlushed()).isTrue();
		assertThat(this.hub.counters().failures.sum()).isOne();
	}

	@Test
	void aLaneWithoutClientsOfAStreamLetsGoOfItsSink() {
		Client one = join(true, A);
		Client two = join(true, A);
		assertThat(this.hub.open(A).lanes()).isOne();
		this.lane.leave(one.outbox, List.of(A));
		assertThat(this.hub.open(A).lanes()).isOne();
		this.lane.leave(two.outbox, List.of(A));
		assertThat(this.hub.open(A).lanes()).isZero();
		tick(A);
		assertThat(this.hub.counters().refusedEmissions.sum()).isZero();
		assertThat(join(true, A).link.seqs()).containsExactly(1L);
	}

	@Test
	void aDropOfDemandRetiresItsStreamAndItsTicksAreCountedAsUnwanted() {
		Demand demand = demand();
		Lease lease = demand.lease();
		lease.add(List.of(A));
		Client client = join(true, A);
		tick(A);
		assertThat(this.hub.streams()).isOne();
		this.lane.leave(client.outbox, List.of(A));
		lease.close();
		assertThat(this.hub.streams()).isZero();
		tick(A);
		assertThat(this.hub.counters().unwantedTicks.sum()).isOne();
		assertThat(this.hub.counters().ticks.sum()).isOne();
	}

	@Test
	void aStreamThatWasRetiredAndCameBackIsNotConfusedByWhatItsFormerLifeLeftInTheLane() {
		Demand demand = demand();
		Lease lease = demand.lease();
		lease.add(List.of(A));
		Client first = join(true, A);
		for (int i = 0; i < 10; i++) {
			tick(A);
		}
		this.hub.onTick(Ticks.of(A));
		this.hub.onFeed(Business.CRYPTO, FeedState.DOWN);
		// In one task of the loop, in front of the drain.
		this.lane.leave(first.outbox, List.of(A));
		lease.remove(List.of(A));
		lease.add(List.of(A));
		Client second = join(true, A);
		this.hub.onFeed(Business.CRYPTO, FeedState.UP);
		this.loop.run();
		tick(A);
		tick(A);
		assertThat(second.link.seqs()).containsExactly(1L, 2L);
		assertThat(second.link.messages).doesNotHaveAnyElementsOfTypes(Gap.class)
			.filteredOn(Status.class::isInstance)
			.containsExactly(pending(Cause.UPSTREAM_DOWN), pending(Cause.AWAITING_FIRST_TICK), live());
	}

	@Test
	void everyClientOfABatchIsFlushedOnce() {
		Client one = join(false, A, B);
		Client two = join(false, A);
		int before = one.link.flushes;
		for (int i = 0; i < 50; i++) {
			this.hub.onTick(Ticks.of(A));
			this.hub.onTick(Ticks.of(B));
		}
		assertThat(this.loop.waiting()).isOne();
		this.loop.run();
		assertThat(one.link.flushes).isEqualTo(before + 1);
		assertThat(one.link.isFlushed()).isTrue();
		assertThat(two.link.isFlushed()).isTrue();
		assertThat(one.link.seqs()).hasSize(100);
	}

	@Test
	void aFrameIsEncodedOnceAFormatHoweverManyClientsReadIt() {
		TestFormat other = new TestFormat(1, 0);
		TestFormat nobodys = new TestFormat(2, 0);
		List<Client> clients = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			Client client = new Client((i % 2 == 0) ? this.format : other);
			this.lane.join(client.outbox, List.of(A),
					new SubscribeOptions((i % 3 == 0) ? Delivery.ALL : Delivery.CONFLATE, false, null), NO_ANSWER);
			clients.add(client);
		}
		this.format.encoded.set(0);
		other.encoded.set(0);
		for (int i = 0; i < 10; i++) {
			tick(A);
		}
		// Ten ticks and the turn to live.
		assertThat(this.format.encoded).hasValue(11);
		assertThat(other.encoded).hasValue(11);
		assertThat(nobodys.encoded).hasValue(0);
		assertThat(this.format.snapshots).hasValue(0);
		clients.forEach((client) -> assertThat(client.link.seqs()).hasSize(10));
		assertThat(this.hub.counters().deliveries.sum()).isEqualTo(1100);
	}

	@Test
	void lanesShareAnEncoding() {
		Lane other = new Lane(this.hub, this.loop, 16, LatencyMeter.NONE);
		join(false, A);
		other.join(new Client(this.format).outbox, List.of(A), new SubscribeOptions(Delivery.ALL, false, null),
				NO_ANSWER);
		tick(A);
		this.format.encoded.set(0);
		tick(A);
		assertThat(this.format.encoded).hasValue(1);
	}

	@Test
	void aTickWithoutClientsIsNotEncodedAtAll() {
		this.hub.open(A);
		tick(A);
		Client client = join(false, A);
		this.lane.leave(client.outbox, List.of(A));
		tick(A);
		assertThat(this.format.encoded).hasValue(0);
	}

	@Test
	void aFullLaneTellsClientsInModeAllOfTheHoleAndEndsWithTheNewest() {
		this.lane = new Lane(this.hub, this.loop, 4, LatencyMeter.NONE);
		Client all = join(false, A);
		Client conflating = new Client(this.format);
		this.lane.join(conflating.outbox, List.of(A), new SubscribeOptions(Delivery.CONFLATE, false, null), NO_ANSWER);
		tick(A);
		for (int i = 0; i < 20; i++) {
			this.hub.onTick(Ticks.of(A));
		}
		this.loop.run();
		assertThat(all.link.seqs()).containsExactly(1L, 2L, 3L, 4L, 5L, 21L);
		assertThat(all.link.messages).contains(new Gap(A.name(), "relay_behind", 6, 20));
		assertThat(conflating.link.seqs()).isEqualTo(all.link.seqs());
		assertThat(conflating.link.messages).doesNotHaveAnyElementsOfTypes(Gap.class);
		assertThat(this.hub.counters().laneOverflows.sum()).isEqualTo(16);
		tick(A);
		assertThat(all.link.seqs()).endsWith(22L);
	}

	@Test
	void aFullLaneCatchesUpWithTheNewestStatusToo() {
		this.lane = new Lane(this.hub, this.loop, 2, LatencyMeter.NONE);
		Client client = join(false, A, B);
		tick(A);
		for (int i = 0; i < 5; i++) {
			this.hub.onTick(Ticks.of(A));
		}
		this.hub.onFeed(Business.CRYPTO, FeedState.DOWN);
		this.loop.run();
		assertThat(client.link.messages)
			.containsSubsequence(new Status(A.name(), "STALE", "UPSTREAM_DOWN"),
					new Gap(A.name(), "relay_behind", 4, 5))
			.contains(new Status(B.name(), "PENDING", "UPSTREAM_DOWN"));
		assertThat(client.link.seqs()).endsWith(6L);
	}

	@Test
	void aLossIsToldSoonThoughOtherStreamsKeepTheLaneBusy() {
		this.lane = new Lane(this.hub, this.loop, 4, LatencyMeter.NONE);
		Client quiet = join(false, A);
		List<Integer> busyTicksBeforeTheGap = new ArrayList<>();
		Outbox busy = new Outbox(this.format, new RecordingLink() {
			private int ticks;

			@Override
			public void write(byte[] bytes) {
				if (quiet.link.messages.stream().anyMatch(Gap.class::isInstance) && busyTicksBeforeTheGap.isEmpty()) {
					busyTicksBeforeTheGap.add(this.ticks);
				}
				if (this.ticks++ < 1000) {
					// The lane's queue is never empty while its loop runs.
					LaneTests.this.hub.onTick(Ticks.of(B));
				}
			}
		}, new OutboxLimits(1000, 1_000_000, 16), new OutboxPool(1 << 30, this.hub.counters()));
		this.lane.join(busy, List.of(B), new SubscribeOptions(Delivery.ALL, false, null), NO_ANSWER);
		this.hub.onTick(Ticks.of(B));
		for (int i = 0; i < 9; i++) {
			this.hub.onTick(Ticks.of(A));
		}
		this.loop.run();
		assertThat(quiet.link.seqs()).endsWith(9L);
		assertThat(busyTicksBeforeTheGap).singleElement().satisfies((ticks) -> assertThat(ticks).isLessThan(20));
	}

	@Test
	void aFrameThatCannotBeEncodedCostsOtherStreamsNothing() {
		Client reader = new Client(new TestFormat() {
			@Override
			public byte[] encode(Frame frame) {
				if (frame.topic().equals(A)) {
					throw new IllegalStateException("A bug, planted");
				}
				return super.encode(frame);
			}
		});
		this.lane.join(reader.outbox, List.of(B), new SubscribeOptions(Delivery.ALL, false, null), NO_ANSWER);
		tick(B);
		try {
			this.lane.join(reader.outbox, List.of(A), new SubscribeOptions(Delivery.ALL, false, null), NO_ANSWER);
		}
		catch (IllegalStateException expected) {
			assertThat(expected).hasMessage("A bug, planted");
		}
		this.hub.onTick(Ticks.of(A));
		this.hub.onTick(Ticks.of(B));
		this.loop.run();
		assertThat(reader.link.seqs()).containsExactly(1L, 2L);
		assertThat(this.hub.counters().failures.sum()).isPositive();
		assertThat(this.loop.waiting()).isZero();
	}

	@Test
	void whatIsSaidOfATopicBeforeItsFirstClientHasJoinedIsNotLost() {
		demand().lease().add(List.of(A));
		this.hub.onStanding(A, new TopicCondition.Refused(Cause.QUOTA));
		Client client = join(true, A);
		assertThat(client.link.messages).containsExactly(new Status(A.name(), "REJECTED", "QUOTA"));
	}

	@Test
	void aLoopThatTakesNoTasksHarmsNeitherTheEmitterNorOtherLanes() {
		Lane stopped = new Lane(this.hub, new TestLoop() {
			@Override
			public void execute(Runnable task) {
				throw new RejectedExecutionException("The loop has stopped");
			}
		}, 16, LatencyMeter.NONE);
		stopped.join(new Client(this.format).outbox, List.of(A), new SubscribeOptions(Delivery.ALL, false, null),
				NO_ANSWER);
		Client client = join(false, A);
		tick(A);
		tick(A);
		assertThat(client.link.seqs()).containsExactly(1L, 2L);
	}

	@Test
	void aLongBacklogIsDrainedWithoutFurtherStimulusAndOtherTasksOfTheLoopComeBetween() {
		this.lane = new Lane(this.hub, this.loop, 8192, LatencyMeter.NONE);
		Client client = join(false, A);
		List<Integer> seen = new ArrayList<>();
		for (int i = 0; i < 5000; i++) {
			this.hub.onTick(Ticks.of(A));
		}
		this.loop.execute(() -> seen.add(client.link.seqs().size()));
		this.loop.run();
		assertThat(seen).singleElement().matches((count) -> count > 0 && count < 5000);
		assertThat(client.link.seqs()).hasSize(5000).isSorted();
		assertThat(this.lane.backlog()).isZero();
	}

	@Test
	void liveTurnsStaleWhenTheSessionIsLostAndLiveAgainWithTheFirstTick() {
		Client client = join(false, A);
		feed(FeedState.UP);
		tick(A);
		feed(FeedState.DOWN);
		feed(FeedState.OPENING);
		feed(FeedState.UP);
		tick(A);
		tick(A);
		assertThat(client.link.messages).filteredOn(Status.class::isInstance)
			.containsExactly(pending(Cause.AWAITING_FIRST_TICK), live(), new Status(A.name(), "STALE", "UPSTREAM_DOWN"),
					new Status(A.name(), "STALE", "RECONNECTING"), live());
	}

	@Test
	void aStateIsToldOnItsEdgesOnly() {
		Client client = join(false, A);
		tick(A);
		feed(FeedState.DOWN);
		int before = client.link.messages.size();
		feed(FeedState.DOWN);
		feed(FeedState.OPENING);
		assertThat(client.link.messages).hasSize(before);
	}

	@Test
	void aNewCauseDoesNotMakeAStaleStreamYounger() {
		TopicStream stream = this.hub.open(A);
		tick(A);
		this.time.advance(1000);
		feed(FeedState.DOWN);
		long since = this.time.millis();
		this.time.advance(5000);
		feed(FeedState.UP);
		assertThat(stream.status().status()).isEqualTo(new StreamStatus(State.STALE, Cause.RECONNECTING, since));
		assertThat(stream.status().lastTickAgeMs()).isEqualTo(6000);
		this.time.advance(1000);
		tick(A);
		assertThat(stream.status().status()).isEqualTo(new StreamStatus(State.LIVE, null, since + 6000));
		assertThat(stream.status().lastTickAgeMs()).isEqualTo(0L);
	}

	@Test
	void streamsBornDuringAnOutageSaySo() {
		feed(FeedState.DOWN);
		assertThat(join(true, A).link.messages).containsExactly(pending(Cause.UPSTREAM_DOWN));
		feed(FeedState.REJECTED);
		assertThat(join(true, B).link.messages).containsExactly(new Status(B.name(), "REJECTED", "KEY_REJECTED"));
		assertThat(this.hub.states(Business.CRYPTO)).containsEntry(State.REJECTED, 2).containsEntry(State.LIVE, 0);
		feed(FeedState.UP);
		assertThat(this.hub.states(Business.CRYPTO)).containsEntry(State.PENDING, 2);
		assertThat(this.hub.states(Business.STOCK)).containsEntry(State.PENDING, 0);
	}

	@Test
	void aRejectedStreamIsRejectedAloneAndATickProvesOtherwise() {
		Client client = join(false, A, B);
		tick(B);
		this.hub.onStanding(A, new TopicCondition.Refused(Cause.QUOTA));
		this.hub.onStanding(Ticks.crypto("UNKNOWN"), new TopicCondition.Refused(Cause.QUOTA));
		this.loop.run();
		assertThat(client.link.messages).endsWith(new Status(A.name(), "REJECTED", "QUOTA"));
		assertThat(this.hub.states(Business.CRYPTO)).containsEntry(State.LIVE, 1);
		tick(A);
		assertThat(this.hub.states(Business.CRYPTO)).containsEntry(State.LIVE, 2);
	}

	@Test
	void aNewcomerIsToldTheStateOnlyWhereItIsNotLive() {
		join(false, A);
		tick(A);
		assertThat(join(true, A).link.messages).doesNotHaveAnyElementsOfTypes(Status.class);
		feed(FeedState.DOWN);
		assertThat(join(true, A).link.messages).hasSize(2).endsWith(new Status(A.name(), "STALE", "UPSTREAM_DOWN"));
		assertThat(join(false, A).link.messages).containsExactly(new Status(A.name(), "STALE", "UPSTREAM_DOWN"));
	}

	@Test
	void oneBusinesssOutageIsNotAnothers() {
		this.hub.open(Ticks.stock("S"));
		tick(Ticks.stock("S"));
		tick(A);
		feed(FeedState.DOWN);
		assertThat(this.hub.states(Business.STOCK)).containsEntry(State.LIVE, 1);
	}

	@Test
	void aBusinessThatNobodyFeedsIsABug() {
		Topic foreign = new Topic(new Business("mars"), "X", A.channel());
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> this.hub.open(foreign));
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> this.hub.onTick(Ticks.of(foreign)));
	}

	@Test
	void aLoopHasOneLane() {
		Lanes lanes = new Lanes(this.hub, 16, LatencyMeter.NONE);
		ScheduledExecutorService stopped = Executors.newSingleThreadScheduledExecutor();
		stopped.shutdown();
		assertThat(lanes.of(stopped)).isSameAs(lanes.of(stopped))
			.isNotSameAs(lanes.of(new ScheduledThreadPoolExecutor(1)));
		lanes.of(stopped)
			.join(new Client(this.format).outbox, List.of(A), new SubscribeOptions(Delivery.ALL, false, null),
					NO_ANSWER);
		this.hub.onTick(Ticks.of(A));
		assertThat(lanes.backlog()).isEqualTo(2);
	}

	private Client join(boolean snapshot, Topic... topics) {
		Client client = new Client(this.format);
		this.lane.join(client.outbox, List.of(topics), new SubscribeOptions(Delivery.ALL, snapshot, null), NO_ANSWER);
		return client;
	}

	private void tick(Topic topic) {
		this.hub.onTick(Ticks.of(topic));
		this.loop.run();
	}

	private void feed(FeedState state) {
		this.hub.onFeed(Business.CRYPTO, state);
		this.loop.run();
	}

	private Demand demand() {
		Demand demand = new Demand(new DemandLimits(10, 10, Duration.ZERO), VirtualTimeScheduler.create());
		demand.addListener(this.hub);
		return demand;
	}

	private static Status pending(Cause cause) {
		return new Status(A.name(), "PENDING", cause.name());
	}

	private static Status live() {
		return new Status(A.name(), "LIVE", null);
	}

	private final class Client {

		final RecordingLink link = new RecordingLink();

		final Outbox outbox;

		Client(TestFormat format) {
			this.outbox = new Outbox(format, this.link, new OutboxLimits(1000, 1_000_000, 16),
					new OutboxPool(1 << 30, LaneTests.this.hub.counters()));
		}

	}

}
