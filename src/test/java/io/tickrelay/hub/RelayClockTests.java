package io.tickrelay.hub;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RelayClockTests {

	private final Ticks.HandClock machine = new Ticks.HandClock();

	private final RelayClock clock = new RelayClock(this.machine);

	@Test
	void receiveTimesGrowWhileTheMachinesClockStandsStill() {
		long first = this.clock.nextMicros();
		assertThat(first).isEqualTo(this.machine.millis() * 1000);
		for (int i = 1; i < 5000; i++) {
			assertThat(this.clock.nextMicros()).isEqualTo(first + i);
		}
	}

	@Test
	void receiveTimesGrowWhereTheMachinesClockJumpsBackAndFollowItAgainWhenItHasCaughtUp() {
		long before = this.clock.nextMicros();
		this.machine.advance(-3_600_000);
		assertThat(this.clock.nextMicros()).isEqualTo(before + 1);
		this.machine.advance(7_200_000);
		assertThat(this.clock.nextMicros()).isEqualTo(this.machine.millis() * 1000);
	}

	@Test
	void microsecondsOfTheMachineAreKept() {
		RelayClock fine = new RelayClock(() -> Instant.ofEpochSecond(1_786_775_227L, 534_123_999));
		assertThat(fine.nextMicros()).isEqualTo(1_786_775_227_534_123L);
		assertThat(fine.millis()).isEqualTo(1_786_775_227_534L);
	}

	@Test
	void anAgeIsNeverNegative() {
		long received = this.clock.nextMicros();
		this.machine.advance(-10_000);
		assertThat(this.clock.ageMs(received)).isZero();
		this.machine.advance(10_320);
		assertThat(this.clock.ageMs(received)).isEqualTo(320);
	}

	@Test
	void noTwoThreadsGetTheSameReceiveTime() throws Exception {
		Set<Long> all = new HashSet<>();
		try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
			Callable<List<Long>> draw = () -> {
				List<Long> drawn = new ArrayList<>();
				for (int i = 0; i < 50_000; i++) {
					drawn.add(this.clock.nextMicros());
				}
				return drawn;
			};
			for (Future<List<Long>> done : threads.invokeAll(Collections.nCopies(4, draw))) {
				List<Long> drawn = done.get(20, TimeUnit.SECONDS);
				assertThat(drawn).isSorted();
				all.addAll(drawn);
			}
		}
		assertThat(all).hasSize(200_000);
	}

}
