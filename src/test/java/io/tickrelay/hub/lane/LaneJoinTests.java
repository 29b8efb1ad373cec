package io.tickrelay.hub.lane;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import io.tickrelay.hub.StreamStatus.Cause;
import io.tickrelay.hub.TestFormat.Seen;
import io.tickrelay.hub.Ticks;
import io.tickrelay.hub.outbox.Delivery;
import io.tickrelay.hub.outbox.Outbox;
import io.tickrelay.hub.outbox.OutboxLimits;
import io.tickrelay.hub.outbox.OutboxPool;
import io.tickrelay.hub.outbox.RecordingLink;
import io.tickrelay.tick.Topic;
import org.junit.jupiter.api.Test;

import static io.tickrelay.hub.LaneDriver.NO_ANSWER;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What clients get of a lane that they join or leave.
 */
class LaneJoinTests extends LaneFixture {

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
	void aJoinerIsLetInBehindWhatTheLaneHadQueued() {
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
	void aJoinerOfANewStreamWaitsBehindWhatWasQueued() {
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
	void aJoinerThatLeavesEarlyHearsNothingAndLeavesNothing() {
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
	void leavingManyQueuedStreamsDoesNotHoldUpTheLoop() {
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

}
