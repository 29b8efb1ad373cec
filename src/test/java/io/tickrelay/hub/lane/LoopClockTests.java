package io.tickrelay.hub.lane;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LoopClockTests {

	private static final Duration MINUTE = Duration.ofMinutes(1);

	/** A loop clock whose loop's time is moved by the tests. */
	private final EmbeddedChannel channel = new EmbeddedChannel();

	// The time starts near the end of its range, so that it overflows.
	private long rawNs = Long.MAX_VALUE - Duration.ofSeconds(30).toNanos();

	private long wallMs = 1_786_775_227_483L;

	private final LoopClock clock = new LoopClock(() -> this.rawNs, () -> this.wallMs);

	private final AtomicInteger over = new AtomicInteger();

	@BeforeEach
	void freeze() {
		this.channel.freezeTime();
	}

	@AfterEach
	void close() {
		this.channel.finishAndReleaseAll();
	}

	@Test
	void runsWithTheTimeWhileTheLoopRuns() {
		long beganNs = this.clock.nowNs();
		Deadline deadline = expect(MINUTE);
		run(Duration.ofSeconds(59));
		assertThat(this.over).hasValue(0);
		assertThat(deadline.leftNs()).isEqualTo(Duration.ofSeconds(1).toNanos());

		run(Duration.ofSeconds(1));
		assertThat(this.over).hasValue(1);
		assertThat(this.clock.nowNs() - beganNs).isEqualTo(MINUTE.toNanos());
		assertThat(this.clock.lostNs()).isZero();
	}

	@Test
	void leavesAStandstillOutAndGivesAsMuchTimeAgain() {
		expect(MINUTE);
		run(Duration.ofSeconds(50));
		standStill(Duration.ofSeconds(65));
		assertThat(this.over).hasValue(0);

		run(Duration.ofSeconds(74));
		assertThat(this.over).hasValue(0);
		run(Duration.ofSeconds(2));
		assertThat(this.over).hasValue(1);
	}

	@Test
	void noticesAStandstillThatEndsBeforeADeadlineIsDue() {
		expect(MINUTE);
		run(Duration.ofSeconds(1));
		standStill(Duration.ofSeconds(58));
		run(Duration.ofSeconds(50));
		assertThat(this.over).hasValue(0);
	}

	@Test
	void givesNoMoreThanTheLongestRetransmissionTakes() {
		expect(MINUTE);
		standStill(Duration.ofHours(8));
		run(Duration.ofMinutes(3).plusSeconds(1));
		assertThat(this.over).hasValue(1);
	}

	@Test
	void noticesASuspendByTheWallClock() {
		expect(MINUTE);
		run(Duration.ofSeconds(50));
		this.wallMs += Duration.ofSeconds(65).toMillis();
		run(Duration.ofSeconds(74));
		assertThat(this.over).hasValue(0);
		run(Duration.ofSeconds(2));
		assertThat(this.over).hasValue(1);
	}

	@Test
	void takesAWallClockThatIsPutBackForNothing() {
		expect(MINUTE);
		this.wallMs -= Duration.ofHours(1).toMillis();
		run(MINUTE);
		assertThat(this.over).hasValue(1);
	}

	@Test
	void endsAPeerInBoundedTimeThoughTheLoopStumbles() {
		expect(MINUTE);
		for (int i = 0; i < 20; i++) {
			run(Duration.ofSeconds(8));
			standStill(Duration.ofSeconds(2));
		}
		assertThat(this.over).hasValue(1);
	}

	@Test
	void endsAPeerInBoundedTimeThoughTheLoopMostlyStands() {
		expect(MINUTE);
		for (int i = 0; i < 400; i++) {
			run(Duration.ofSeconds(1));
			standStill(Duration.ofMillis(1500));
		}
		assertThat(this.over).hasValue(1);
	}

	@Test
	void givesAsMuchAgainWhenItStandsStillTwice() {
		expect(MINUTE);
		for (int i = 0; i < 2; i++) {
			run(Duration.ofSeconds(50));
			standStill(Duration.ofSeconds(55));
		}
		run(Duration.ofSeconds(65));
		assertThat(this.over).hasValue(0);
	}

	@Test
	void endsAPeerInBoundedTimeThoughTheLoopOnlyStumbles() {
		expect(MINUTE);
		for (int i = 0; i < 1000; i++) {
			standStill(Duration.ofMillis(1100));
		}
		assertThat(this.over).hasValue(1);
	}

	@Test
	void forgetsADeadlineThatWasMet() {
		Deadline deadline = expect(MINUTE);
		standStill(Duration.ofSeconds(65));
		deadline.cancel();
		run(Duration.ofMinutes(5));
		assertThat(this.over).hasValue(0);
	}

	private Deadline expect(Duration within) {
		return new Deadline(this.clock, this.channel.eventLoop(), within.toNanos(), this.over::incrementAndGet);
	}

	private void run(Duration time) {
		long steps = time.dividedBy(LoopClock.BEAT);
		for (long i = 0; i < steps; i++) {
			pass(LoopClock.BEAT);
		}
	}

	/**
	 * The loop stands still. Tasks that fall due meanwhile run at its end, before the
	 * next beat.
	 */
	private void standStill(Duration time) {
		pass(time);
	}

	private void pass(Duration time) {
		this.rawNs += time.toNanos();
		this.wallMs += time.toMillis();
		this.channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
		this.channel.runScheduledPendingTasks();
		this.clock.beat();
	}

}
