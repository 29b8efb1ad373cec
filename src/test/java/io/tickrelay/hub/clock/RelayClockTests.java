package io.tickrelay.hub.clock;

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
import java.util.concurrent.atomic.AtomicLong;

import io.tickrelay.hub.Latency;
import io.tickrelay.hub.Ticks;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RelayClockTests {

	private final Ticks.HandClock machine = new Ticks.HandClock();

	private final RelayClock clock = new RelayClock(this.machine);

	private final Ticks.HandClock wall = new Ticks.HandClock();

	private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);

	/** A clock whose machine may be set. */
	private final RelayClock steps = new RelayClock(this.wall, this.nanos::get);

	@Test
	void receiveTimesGrowWhileTheMachinesClockStandsStill() {
		long first = this.clock.nextMicros();
		assertThat(first).isEqualTo(this.machine.millis() * 1000);
		for (int i = 1; i < 5000; i++) {
			assertThat(this.clock.nextMicros()).isEqualTo(first + i);
		}
	}

	@Test
	void receiveTimesGrowThroughAClockThatJumpsBack() {
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
	void receiveTimesAloneFollowAClockThatIsSetAhead() {
		long id = this.steps.nextMicros();
		pass(8_000);
		this.wall.advance(3_600_000);
		assertThat(this.steps.ageMs(id)).as("before any tick has noticed").isEqualTo(8_000);
		long next = this.steps.nextMicros();
		assertThat(next).isEqualTo(this.wall.millis() * 1000);
		pass(500);
		assertThat(this.steps.ageMs(id)).isEqualTo(8_500);
		assertThat(this.steps.ageMs(next)).isEqualTo(500);
		assertThat(this.steps.before(next, 7_000_000)).as("a second after the id").isEqualTo(id + 1_000_000);
		assertThat(this.steps.gave(id)).isTrue();
	}

	@Test
	void receiveTimesGrowWhileAClockCatchesUp() {
		long id = this.steps.nextMicros();
		pass(1_000);
		this.wall.advance(-3_600_000);
		assertThat(this.steps.ageMs(id)).as("before any tick has noticed").isEqualTo(1_000);
		long last = id;
		for (int minute = 1; minute <= 125; minute++) {
			for (int i = 0; i < 3; i++) {
				long next = this.steps.nextMicros();
				assertThat(next).isGreaterThan(last);
				assertThat(this.steps.ageMs(next)).isZero();
				last = next;
			}
			pass(60_000);
			assertThat(this.steps.ageMs(last)).isBetween(59_990L, 60_010L);
			assertThat(this.steps.ageMs(id)).isBetween(minute * 60_000L + 990, minute * 60_000L + 1_010);
			long before = this.steps.before(last, 30_000_000);
			assertThat(this.steps.ageMs(before)).isBetween(89_980L, 90_020L);
		}
		assertThat(this.steps.nextMicros()).as("it has caught up").isEqualTo(this.wall.millis() * 1000);
	}

	@Test
	void aLatencyIsMeasuredByTheClockAsItIsSetNow() {
		assertThat(this.steps.nextMicros()).isPositive();
		this.wall.advance(-3_600_000);
		long received = this.steps.nextMicros();
		pass(20);
		assertThat(this.steps.wallMicros(received)).isBetween((this.wall.millis() - 21) * 1000,
				(this.wall.millis() - 19) * 1000);
	}

	@Test
	void aDriftOfTheClocksIsNoAge() {
		List<Long> ids = new ArrayList<>();
		for (int minute = 0; minute < 24 * 60; minute++) {
			ids.add(this.steps.nextMicros());
			pass(60_000);
			// A thousandth is much more than the drift of a clock that is being
			// corrected.
			this.wall.advance((minute / 100 % 2 == 0) ? 60 : -60);
		}
		for (int minute = 0; minute < ids.size(); minute += 60) {
			long age = (ids.size() - minute) * 60_000L;
			assertThat(this.steps.ageMs(ids.get(minute))).isBetween(age - 3_000, age + 3_000);
		}
		assertThat(this.steps.ageMs(ids.getLast())).isBetween(59_880L, 60_120L);
	}

	@Test
	void manyClockStepsCostBoundedMemory() {
		Timeline timeline = new Timeline(1_000_000, 0);
		long steady = 0;
		long offset = 1_000_000;
		long before = 0;
		for (int i = 1; i <= 3 * Timeline.MOST_LINES; i++) {
			steady += 1_000_000;
			offset += (i == 10) ? 3_600_000_000L : 20_000;
			before = (i == 9) ? steady + offset : before;
			timeline = timeline.and(steady + offset, steady, false);
		}
		assertThat(timeline.lines()).isEqualTo(Timeline.MOST_LINES);
		assertThat(timeline.steadyMicros(before)).isBetween(8_500_000L, 9_500_000L);
		assertThat(timeline.steadyMicros(steady + offset)).isEqualTo(steady);
	}

	@Test
	void whatCannotBeALatencyIsNone() {
		assertThat(Latency.between(1_000, 1_250)).isEqualTo(250);
		assertThat(Latency.between(1_000_000, 1)).as("clocks differ a little").isZero();
		assertThat(Latency.between(1_500_000, 0)).isEqualTo(Latency.NONE);
		assertThat(Latency.between(0, 600_000_000)).isEqualTo(600_000_000);
		assertThat(Latency.between(0, 600_000_001)).isEqualTo(Latency.NONE);
		assertThat(Latency.between(1_786_775_227_000L, 1_786_775_227_483_000L)).isEqualTo(Latency.NONE);
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

	private void pass(long millis) {
		this.wall.advance(millis);
		this.nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
	}

}
