package io.tickrelay.upstream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class FrameBudgetTests {

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	private static final long MINUTE = 60 * SECOND;

	private static final long HEARTBEAT = 30 * SECOND;

	@ParameterizedTest
	@CsvSource({ "1, 0", "2, 9223372036854775807", "3, -9223372036854775808", "4, -60000000000" })
	void neverSendsMoreThanItsLimitInAnyMinute(long seed, long startNs) {
		Random random = new Random(seed);
		FrameBudget budget = new FrameBudget(50, 3, HEARTBEAT);
		List<Long> sent = new ArrayList<>();
		long[] beatDue = { 0, SECOND, 2 * SECOND };
		long elapsed = 0;
		for (int step = 0; step < 20_000; step++) {
			elapsed += random.nextInt(10) == 0 ? random.nextLong(3 * SECOND) : random.nextLong(SECOND / 5);
			long now = startNs + elapsed;
			for (int session = 0; session < beatDue.length; session++) {
				if (elapsed >= beatDue[session]) {
					assertThat(budget.tryTakeHeartbeat(now)).as("a heartbeat gets through").isTrue();
					sent.add(elapsed);
					beatDue[session] = elapsed + HEARTBEAT;
				}
			}
			int left = budget.left(now);
			boolean taken = budget.tryTake(now);
			assertThat(taken).isEqualTo(left > 0);
			assertThat(budget.left(now)).isEqualTo(taken ? left - 1 : 0);
			assertThat(budget.paceNs(now)).isPositive().isLessThanOrEqualTo(MINUTE);
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
		int ordinary = 0;
		while (budget.tryTake(0)) {
			ordinary++;
		}

		assertThat(ordinary).isEqualTo(50 - 9);
		for (int beat = 0; beat < 9; beat++) {
			assertThat(budget.tryTakeHeartbeat(1)).isTrue();
		}
		assertThat(budget.tryTakeHeartbeat(1)).isFalse();
		assertThat(budget.left(1)).isZero();
	}

	@Test
	void isWholeAgainAfterAMinute() {
		FrameBudget budget = new FrameBudget(50, 1, HEARTBEAT);
		while (budget.tryTake(5)) {
			assertThat(budget.left(5)).isNotNegative();
		}

		assertThat(budget.tryTake(5 + MINUTE - 1)).isFalse();
		assertThat(budget.paceNs(5)).isEqualTo(MINUTE);
		assertThat(budget.tryTake(5 + MINUTE)).isTrue();
		assertThat(budget.left(5 + MINUTE)).isEqualTo(50 - 3 - 1);
	}

	@Test
	void gathersLongerAsItShrinks() {
		FrameBudget budget = new FrameBudget(50, 1, HEARTBEAT);
		long before = budget.paceNs(0);

		assertThat(before).isEqualTo(SECOND / 4);
		while (budget.left(0) > 1) {
			budget.tryTake(0);
			assertThat(budget.paceNs(0)).isGreaterThanOrEqualTo(before);
			before = budget.paceNs(0);
		}
	}

	@Test
	void leavesRoomForFramesOnTheSmallestBudget() {
		FrameBudget budget = new FrameBudget(10, 7, HEARTBEAT);

		assertThat(budget.left(0)).isEqualTo(5);
	}

}
