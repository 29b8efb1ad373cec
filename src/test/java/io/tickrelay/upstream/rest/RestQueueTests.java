package io.tickrelay.upstream.rest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Pacing in virtual time.
 */
class RestQueueTests {

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	private static final long PATIENCE = 60 * SECOND;

	// Near its end, where comparing times by size would fail.
	private long nowNs = Long.MAX_VALUE - 20 * SECOND;

	private RestQueue<String> queue = new RestQueue<>(1, this.nowNs);

	@Test
	void spacesRequestsEvenly() {
		offer("a", "b", "c");
		List<String> begun = new ArrayList<>();
		for (int tenths = 0; tenths < 25; tenths++) {
			String next = this.queue.poll(this.nowNs);
			if (next != null) {
				begun.add(next + tenths);
				this.queue.done(RestOutcome.OK, this.nowNs);
			}
			this.nowNs += SECOND / 10;
		}
		assertThat(begun).containsExactly("a0", "b10", "c20");
	}

	@Test
	void letsOneRequestAtATimeOnTheWay() {
		offer("a", "b");
		assertThat(this.queue.poll(this.nowNs)).isEqualTo("a");
		this.nowNs += 3 * SECOND;
		assertThat(this.queue.poll(this.nowNs)).isNull();
		assertThat(this.queue.nextDelayNs(this.nowNs)).isEqualTo(Long.MAX_VALUE);
		this.queue.done(RestOutcome.SERVER_ERROR, this.nowNs);
		assertThat(this.queue.nextDelayNs(this.nowNs)).isZero();
		assertThat(this.queue.poll(this.nowNs)).isEqualTo("b");
	}

	@Test
	void keepsTheSettingsPace() {
		this.queue = new RestQueue<>(10, this.nowNs);
		offer("a", "b");
		this.queue.poll(this.nowNs);
		this.queue.done(RestOutcome.OK, this.nowNs);
		assertThat(this.queue.nextDelayNs(this.nowNs)).isEqualTo(SECOND / 10);
	}

	@Test
	void anIdleRequestWaitsForAllOthers() {
		this.queue.offerIdle("idle", PATIENCE, this.nowNs);
		offer("a", "b");
		assertThat(this.queue.pollIdle(this.nowNs)).isNull();
		assertThat(this.queue.poll(this.nowNs)).isEqualTo("a");
		this.queue.done(RestOutcome.OK, this.nowNs);
		this.nowNs += SECOND;
		assertThat(this.queue.pollIdle(this.nowNs)).isNull();
		assertThat(this.queue.poll(this.nowNs)).isEqualTo("b");
		this.queue.done(RestOutcome.OK, this.nowNs);
		assertThat(this.queue.pollIdle(this.nowNs)).isNull();
		assertThat(this.queue.nextDelayNs(this.nowNs)).isEqualTo(SECOND);
		this.nowNs += SECOND;
		assertThat(this.queue.pollIdle(this.nowNs)).isEqualTo("idle");
	}

	@Test
	void idleRequestsLeaveEachSecondTurnToOthers() {
		this.queue.offerIdle("i", PATIENCE, this.nowNs);
		this.queue.offerIdle("j", PATIENCE, this.nowNs);
		assertThat(this.queue.pollIdle(this.nowNs)).isEqualTo("i");
		this.queue.doneIdle(RestOutcome.OK, this.nowNs);
		assertThat(this.queue.nextDelayNs(this.nowNs)).isEqualTo(2 * SECOND);
		this.nowNs += SECOND;
		assertThat(this.queue.pollIdle(this.nowNs)).isNull();
		offer("a");
		assertThat(this.queue.poll(this.nowNs)).isEqualTo("a");
		this.queue.done(RestOutcome.OK, this.nowNs);
		this.nowNs += SECOND;
		assertThat(this.queue.pollIdle(this.nowNs)).isEqualTo("j");
	}

	@Test
	void anIdleRequestOnItsWayKeepsNoOtherOff() {
		this.queue.offerIdle("i", PATIENCE, this.nowNs);
		this.queue.offerIdle("j", PATIENCE, this.nowNs);
		this.queue.pollIdle(this.nowNs);
		assertThat(this.queue.nextDelayNs(this.nowNs)).isEqualTo(Long.MAX_VALUE);
		offer("a");
		assertThat(this.queue.nextDelayNs(this.nowNs)).isEqualTo(SECOND);
		assertThat(this.queue.poll(this.nowNs)).isNull();
		this.nowNs += SECOND;
		assertThat(this.queue.poll(this.nowNs)).isEqualTo("a");
		this.queue.done(RestOutcome.OK, this.nowNs);
		this.nowNs += 5 * SECOND;
		assertThat(this.queue.pollIdle(this.nowNs)).isNull();
	}

	@Test
	void aPauseIsTheSameForAll() {
		this.queue.offerIdle("i", PATIENCE, this.nowNs);
		this.queue.offerIdle("j", PATIENCE, this.nowNs);
		this.queue.pollIdle(this.nowNs);
		this.queue.doneIdle(RestOutcome.RATE_LIMITED, this.nowNs);
		assertThat(this.queue.expired(this.nowNs)).containsExactly("j");
		assertThat(this.queue.offerIdle("k", PATIENCE, this.nowNs)).isFalse();
		assertThat(this.queue.offer("a", PATIENCE, this.nowNs)).isFalse();
		this.nowNs += 60 * SECOND;
		assertThat(this.queue.offerIdle("k", PATIENCE, this.nowNs)).isTrue();
	}

	@Test
	void fewIdleRequestsWaitAndNotForEver() {
		int taken = 0;
		while (this.queue.offerIdle("x", PATIENCE, this.nowNs)) {
			taken++;
		}
		assertThat(taken).isEqualTo(16);
		this.nowNs += PATIENCE + 1;
		assertThat(this.queue.expired(this.nowNs)).hasSize(16);
	}

	@Test
	void refusesWhatDoesNotFit() {
		int taken = 0;
		while (this.queue.offer("x", PATIENCE, this.nowNs)) {
			taken++;
		}
		assertThat(taken).isEqualTo(256);
		assertThat(this.queue.room(1000 * SECOND, this.nowNs)).isZero();
	}

	@Test
	void handsBackWhatHasWaitedTooLong() {
		this.queue.offer("hasty", SECOND, this.nowNs);
		offer("patient");
		this.nowNs += SECOND;
		assertThat(this.queue.expired(this.nowNs)).isEmpty();
		this.nowNs++;
		assertThat(this.queue.expired(this.nowNs)).containsExactly("hasty");
		assertThat(this.queue.poll(this.nowNs)).isEqualTo("patient");
	}

	@Test
	void tellsHowManyMoreCouldBeginInTime() {
		assertThat(this.queue.room(5 * SECOND, this.nowNs)).isEqualTo(6);
		offer("a", "b");
		assertThat(this.queue.room(5 * SECOND, this.nowNs)).isEqualTo(4);
		this.queue.poll(this.nowNs);
		assertThat(this.queue.room(5 * SECOND, this.nowNs)).isEqualTo(4);
		assertThat(this.queue.room(0, this.nowNs)).isZero();
	}

	@ParameterizedTest
	@CsvSource({ "UNAUTHORIZED, 900", "RATE_LIMITED, 60" })
	void pausesAfterARefusalOfTheKeyOrItsPace(RestOutcome outcome, int seconds) {
		offer("a", "b");
		this.queue.poll(this.nowNs);
		this.queue.done(outcome, this.nowNs);
		assertThat(this.queue.expired(this.nowNs)).containsExactly("b");
		assertThat(this.queue.room(5 * SECOND, this.nowNs)).isZero();
		this.nowNs += seconds * SECOND - 1;
		assertThat(this.queue.offer("c", PATIENCE, this.nowNs)).isFalse();
		this.nowNs++;
		assertThat(this.queue.offer("c", PATIENCE, this.nowNs)).isTrue();
		assertThat(this.queue.poll(this.nowNs)).isEqualTo("c");
	}

	@Test
	void asksAgainAtOnceWithAnotherKey() {
		offer("a");
		this.queue.poll(this.nowNs);
		this.queue.done(RestOutcome.UNAUTHORIZED, this.nowNs);
		this.queue.onNewKey(this.nowNs);
		this.nowNs += SECOND;

		assertThat(this.queue.offer("b", PATIENCE, this.nowNs)).isTrue();
		assertThat(this.queue.poll(this.nowNs)).isEqualTo("b");
	}

	@ParameterizedTest
	@EnumSource(names = { "UNAUTHORIZED", "RATE_LIMITED" }, mode = EnumSource.Mode.EXCLUDE)
	void anyOtherFailureLeavesTheNextItsTurn(RestOutcome outcome) {
		offer("a", "b");
		this.queue.poll(this.nowNs);
		this.queue.done(outcome, this.nowNs);
		this.nowNs += SECOND;
		assertThat(this.queue.poll(this.nowNs)).isEqualTo("b");
	}

	private void offer(String... requests) {
		for (String request : requests) {
			assertThat(this.queue.offer(request, PATIENCE, this.nowNs)).isTrue();
		}
	}

}
