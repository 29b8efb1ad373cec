package io.tickrelay.hub.lane;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

import io.tickrelay.demand.Demand;
import io.tickrelay.demand.Lease;
import io.tickrelay.hub.FeedState;
import io.tickrelay.hub.StreamStatus.Cause;
import io.tickrelay.hub.TestFormat;
import io.tickrelay.hub.TestFormat.Gap;
import io.tickrelay.hub.TestFormat.Status;
import io.tickrelay.hub.Ticks;
import io.tickrelay.hub.outbox.Delivery;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Topic;
import org.junit.jupiter.api.Test;

import static io.tickrelay.hub.LaneDriver.NO_ANSWER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The messages of a lane's clients, step by step, on a loop that runs by hand.
 */
class LaneTests extends LaneFixture {

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
	void aDroppedStreamIsRetiredAndItsTicksCountAsUnwanted() {
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
	void aRevivedStreamIsNotConfusedByItsFormerLife() {
		Demand demand = demand();
		Lease lease = demand.lease();
		lease.add(List.of(A));
		Client first = join(true, A);
		for (int i = 0; i < 10; i++) {
			tick(A);
		}
		this.hub.onTick(Ticks.of(A));
		this.hub.onFeed(Business.CRYPTO, FeedState.DOWN);
		// All this is one task of the loop, in front of the drain.
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
		// The frames are ten ticks and the state live.
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
	void aBusinessWithoutAFeedIsABug() {
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

}
