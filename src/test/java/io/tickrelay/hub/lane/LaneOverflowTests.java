package io.tickrelay.hub.lane;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import io.tickrelay.hub.FeedState;
import io.tickrelay.hub.Frame;
import io.tickrelay.hub.TestFormat;
import io.tickrelay.hub.TestFormat.Gap;
import io.tickrelay.hub.TestFormat.Status;
import io.tickrelay.hub.Ticks;
import io.tickrelay.hub.outbox.Delivery;
import io.tickrelay.hub.outbox.Outbox;
import io.tickrelay.hub.outbox.OutboxLimits;
import io.tickrelay.hub.outbox.OutboxPool;
import io.tickrelay.hub.outbox.RecordingLink;
import io.tickrelay.tick.Business;
import org.junit.jupiter.api.Test;

import static io.tickrelay.hub.LaneDriver.NO_ANSWER;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A lane that is given more than it has room or time for.
 */
class LaneOverflowTests extends LaneFixture {

	@Test
	void aFullLaneTellsOfTheHoleAndEndsWithTheNewest() {
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
					LaneOverflowTests.this.hub.onTick(Ticks.of(B));
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
	void aLoopThatTakesNoTasksHarmsNoOther() {
		ScheduledExecutorService ended = Executors.newSingleThreadScheduledExecutor();
		ended.shutdownNow();
		Lane stopped = new Lane(this.hub, LaneLoop.of(ended), 16, LatencyMeter.NONE);
		stopped.join(new Client(this.format).outbox, List.of(A), new SubscribeOptions(Delivery.ALL, false, null),
				NO_ANSWER);
		Client client = join(false, A);
		tick(A);
		tick(A);
		assertThat(client.link.seqs()).containsExactly(1L, 2L);
	}

	@Test
	void aLongBacklogIsDrainedBetweenOtherTasksOfTheLoop() {
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

}
