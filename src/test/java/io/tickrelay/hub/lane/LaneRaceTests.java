package io.tickrelay.hub.lane;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.tickrelay.hub.FeedState;
import io.tickrelay.hub.TestFormat;
import io.tickrelay.hub.TestFormat.Seen;
import io.tickrelay.hub.TestFormat.Status;
import io.tickrelay.hub.Ticks;
import io.tickrelay.hub.outbox.ClientLink;
import io.tickrelay.hub.outbox.Delivery;
import io.tickrelay.hub.outbox.Outbox;
import io.tickrelay.hub.outbox.RecordingLink;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Topic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.tickrelay.hub.LaneDriver.NO_ANSWER;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The promises of lanes, however emitters and clients race each other.
 */
class LaneRaceTests extends LaneRaceFixture {

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aLateJoinerMissesNothingWhileAMillionEmissionsRaceIt(boolean snapshot) throws Exception {
		// One of the two runs has the million ticks. The other shows the same without
		// snapshots.
		int emissions = rounds(snapshot ? 500_000 : 100_000);
		List<Party> parties = race(1 << 21, emissions, snapshot);
		assertThat(this.faults).isEmpty();
		assertThat(parties.stream().mapToLong((party) -> party.gaps).sum()).isZero();
		assertThat(parties.stream().mapToInt((party) -> party.joins).sum()).isGreaterThan(rounds(200));
		assertThat(this.hub.counters().laneOverflows.sum()).isZero();
		assertThat(this.hub.counters().ticks.sum()).isEqualTo(2L * emissions + TOPICS.size());
		assertThat(this.hub.counters().queued.sum()).isZero();
	}

	@Test
	void aLaneThatOverflowsAnnouncesEveryHoleAndEndsWithTheNewest() throws Exception {
		List<Party> parties = race(4, rounds(200_000), true);
		assertThat(this.faults).isEmpty();
		assertThat(this.hub.counters().laneOverflows.sum()).isPositive();
		assertThat(parties.stream().mapToLong((party) -> party.gaps).sum()).isPositive();
	}

	@Test
	void everyBurstArrivesInFullWithoutAnyFurtherStimulus() throws Exception {
		bursts(1 << 12, rounds(20_000));
		assertThat(this.hub.counters().laneOverflows.sum()).isZero();
	}

	@Test
	void theEndOfEveryBurstArrivesFromAnOverflowingLane() throws Exception {
		bursts(2, rounds(40_000));
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

	/** The last number that a client was told, for a thread that waits for it. */
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
					// The race test checks gaps.
				}
			}
		}

		@Override
		public void flush() {
			// A written message counts as seen.
		}

		@Override
		public void overflowed() {
			throw new AssertionError();
		}

	}

}
