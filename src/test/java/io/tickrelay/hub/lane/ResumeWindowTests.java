package io.tickrelay.hub.lane;

import java.time.Duration;
import java.util.List;

import io.tickrelay.hub.ReplayLimits;
import io.tickrelay.hub.Ticks;
import io.tickrelay.hub.outbox.Delivery;
import io.tickrelay.hub.outbox.OutboxPool;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whether what a client missed can still be replayed.
 */
class ResumeWindowTests extends ResumeFixture {

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
	void answersThatTheWindowIsOverWhenAllClientsHoldTooMuch() {
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
	void doesNotTrustATickToldAheadOfQueuedOnes() {
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

}
