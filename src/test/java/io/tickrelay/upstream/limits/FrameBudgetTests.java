package io.tickrelay.upstream.limits;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FrameBudgetTests {

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	/** With what frames may take on their way. */
	private static final long MINUTE = 61 * SECOND;

	private static final long HEARTBEAT = 30 * SECOND;

	@ParameterizedTest
	@CsvSource({ "1, 0", "2, 9223372036854775807", "3, -9223372036854775808", "4, -60000000000" })
	void neverSendsMoreThanItsLimitInAnyMinute(long seed, long startNs) {
		Random random = new Random(seed);
		FrameBudget budget = new FrameBudget(50, 3, HEARTBEAT);
		FrameBudget.Share share = budget.share();
		List<Long> sent = new ArrayList<>();
		long[] beatDue = { 0, SECOND, 2 * SECOND };
		long elapsed = 0;
		for (int step = 0; step < 20_000; step++) {
			elapsed += random.nextInt(10) == 0 ? random.nextLong(3 * SECOND) : random.nextLong(SECOND / 5);
			long now = startNs + elapsed;
			for (int session = 0; session < beatDue.length; session++) {
				if (elapsed >= beatDue[session]) {
					assertThat(share.tryTakeHeartbeat(now)).as("a heartbeat gets through").isTrue();
					sent.add(elapsed);
					beatDue[session] = elapsed + HEARTBEAT;
				}
			}
			int left = budget.left(now);
			boolean taken = share.tryTake(now);
			assertThat(taken).isEqualTo(left > 3);
			assertThat(budget.left(now)).isEqualTo(taken ? left - 1 : left);
			assertThat(share.paceNs(1, now)).isPositive().isLessThanOrEqualTo(MINUTE);
			if (taken) {
				sent.add(elapsed);
			}
		}
		for (int i = 50; i < sent.size(); i++) {
			assertThat(sent.get(i) - sent.get(i - 50)).isGreaterThanOrEqualTo(MINUTE);
		}
	}

	@Test
	void keepsHeartbeatsAShareThatNothingElseUsesUp() {
		FrameBudget budget = new FrameBudget(50, 3, HEARTBEAT);
		FrameBudget.Share share = budget.share();
		int ordinary = 0;
		while (share.tryTake(0)) {
			ordinary++;
		}

		assertThat(ordinary).isEqualTo(50 - 9 - 3);
		share.comeBack();
		while (share.tryTake(0)) {
			ordinary++;
		}
		assertThat(ordinary).as("a return may use what churn left").isEqualTo(50 - 9);
		for (int beat = 0; beat < 9; beat++) {
			assertThat(share.tryTakeHeartbeat(1)).isTrue();
		}
		assertThat(share.tryTakeHeartbeat(1)).isFalse();
		assertThat(budget.left(1)).isZero();
	}

	@Test
	void isWholeAgainAfterAMinute() {
		FrameBudget budget = new FrameBudget(50, 1, HEARTBEAT);
		FrameBudget.Share share = budget.share();
		while (share.tryTake(5)) {
			assertThat(budget.left(5)).isNotNegative();
		}

		assertThat(share.tryTake(5 + MINUTE - 1)).isFalse();
		assertThat(share.paceNs(1, 5)).isEqualTo(MINUTE);
		assertThat(share.tryTake(5 + MINUTE)).isTrue();
		assertThat(budget.left(5 + MINUTE)).isEqualTo(50 - 3 - 1);
	}

	@Test
	void waitsNoLongerThanUntilAllFramesAreBack() {
		FrameBudget budget = new FrameBudget(50, 1, HEARTBEAT);
		FrameBudget.Share share = budget.share();
		while (budget.left(0) > 8) {
			share.tryTake(0);
		}
		assertThat(share.paceNs(40, 0)).isEqualTo(MINUTE);
	}

	@Test
	void servesABurstAtOnceAndThenKeepsWaitsShort() {
		FrameBudget budget = new FrameBudget(50, 1, HEARTBEAT);
		FrameBudget.Share share = budget.share();
		assertThat(share.paceNs(6, 0)).isEqualTo(SECOND / 4);
		while (3 * budget.left(0) > 2 * 47) {
			share.tryTake(0);
		}

		assertThat(share.paceNs(6, 0)).isGreaterThan(5 * share.paceNs(1, 0)).isGreaterThan(SECOND);
		long now = 0;
		int sent = 0;
		while (now < 10 * MINUTE) {
			int batch = 0;
			for (int frame = 0; frame < 4 && share.tryTake(now); frame++) {
				batch++;
			}
			sent += batch;
			assertThat(share.paceNs(batch, now)).as("nobody waits for long").isLessThanOrEqualTo(MINUTE / 2);
			now += share.paceNs(batch, now);
		}
		assertThat(sent).as("and uses more than half of what it may").isGreaterThan(10 * 25);
	}

	@Test
	void refusesASettingThatLeavesNoRoomBesideHeartbeats() {
		assertThatThrownBy(() -> new FrameBudget(10, 7, HEARTBEAT)).isInstanceOf(IllegalArgumentException.class);
	}

	@Test
	void hasAFewFramesForEverySessionForSure() {
		FrameBudget budget = new FrameBudget(50, 3, HEARTBEAT);
		FrameBudget.Share greedy = budget.share();
		FrameBudget.Share second = budget.share();
		FrameBudget.Share third = budget.share();
		int taken = 0;
		while (greedy.tryTake(0)) {
			taken++;
		}

		assertThat(taken).isEqualTo(50 - 9 - 2 * 6 - 3);
		assertThat(greedy.paceNs(1, 0)).isEqualTo(MINUTE);
		for (int frame = 0; frame < 6; frame++) {
			assertThat(second.tryTake(1)).isTrue();
			assertThat(third.tryTake(1)).isTrue();
		}
		assertThat(second.tryTake(1)).isFalse();
		assertThat(budget.left(1)).isEqualTo(3);
	}

	@Test
	void letsTheSessionThatSentLessGoFirstWhereFramesAreScarce() {
		FrameBudget budget = new FrameBudget(50, 2, HEARTBEAT);
		FrameBudget.Share first = budget.share();
		FrameBudget.Share second = budget.share();
		long[] taken = new long[2];
		long now = 0;
		while (first.tryTake(now)) {
			now += SECOND / 10;
		}
		// Both want all that they can get, for ten minutes.
		for (int step = 0; step < 6000; step++) {
			now += SECOND / 10;
			taken[0] += first.tryTake(now) ? 1 : 0;
			taken[1] += second.tryTake(now) ? 1 : 0;
		}

		assertThat((double) taken[0] / taken[1]).isBetween(0.8, 1.25);
	}

	@Test
	void doesNotOversleepBehindASessionThatNeededOneFrame() {
		FrameBudget budget = new FrameBudget(50, 2, HEARTBEAT);
		FrameBudget.Share heavy = budget.share();
		FrameBudget.Share light = budget.share();
		long now = 0;
		while (heavy.tryTake(now)) {
			now += SECOND / 10;
		}
		while (light.tryTake(now)) {
			now += SECOND / 10;
		}
		now = MINUTE;
		assertThat(heavy.tryTake(now)).as("the other one waits and sent less").isFalse();

		assertThat(heavy.paceNs(1, now)).isBetween(1L, SECOND);
	}

	@Test
	void blocksNoSessionForOneThatHasDied() {
		FrameBudget budget = new FrameBudget(50, 2, HEARTBEAT);
		FrameBudget.Share first = budget.share();
		FrameBudget.Share second = budget.share();
		while (first.tryTake(0)) {
			assertThat(budget.left(0)).isNotNegative();
		}
		while (second.tryTake(0)) {
			assertThat(budget.left(0)).isNotNegative();
		}

		assertThat(first.tryTake(MINUTE)).isTrue();
		second.rest();
		assertThat(first.tryTake(MINUTE)).isTrue();
	}

}
