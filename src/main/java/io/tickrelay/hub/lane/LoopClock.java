package io.tickrelay.hub.lane;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The time that deadlines are counted in: the time in which a loop could have heard its
 * peers. A process that is stopped, paused, starved or collecting garbage hears no peer,
 * and what its peers sent meanwhile waits in its sockets. The loop's own standstill is
 * left out of this time. As much again is given back, because what a network has lost
 * meanwhile is sent once more after pauses that double. A loop that stands still again
 * and again earns that allowance by running, at half the pace. So its deadlines come,
 * too.
 *
 * <p>
 * The loop beats. A pause far longer than a beat is a standstill. After the suspend of a
 * virtual machine the monotonic clock tells of no pause, but the wall clock is ahead of
 * it. Safe for any thread.
 */
public final class LoopClock {

	/** The time between two beats. */
	static final Duration BEAT = Duration.ofMillis(250);

	/** The longest pause that is no standstill. */
	static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

	/** The most time to give back. No network waits longer before it sends once more. */
	static final Duration MOST_GRACE = Duration.ofMinutes(2);

	/** The least jump of the wall clock that shows a suspend. A correction is smaller. */
	static final Duration LEAST_SUSPEND = Duration.ofSeconds(5);

	private final LongSupplier nanoTime;

	private final LongSupplier wallMs;

	// Written under the lock; read by deadlines that look at the time.
	private volatile long beatNs;

	private volatile long lostNs;

	private volatile long lateNs;

	private long beatWallMs;

	/** How much may be given back at present. */
	private long graceNs = MOST_GRACE.toNanos();

	/**
	 * Creates a clock that {@link #beat()} has to be called of.
	 * @param nanoTime a monotonic clock
	 * @param wallMs the wall clock, epoch milliseconds
	 */
	public LoopClock(LongSupplier nanoTime, LongSupplier wallMs) {
		this.nanoTime = nanoTime;
		this.wallMs = wallMs;
		this.beatNs = nanoTime.getAsLong();
		this.beatWallMs = wallMs.getAsLong();
	}

	/**
	 * Creates the clock of a loop, which beats as long as the loop runs.
	 * @param loop whose standstills count
	 * @param also done with each beat
	 * @return the clock
	 */
	public static LoopClock of(ScheduledExecutorService loop, Runnable also) {
		LoopClock clock = new LoopClock(System::nanoTime, System::currentTimeMillis);
		loop.scheduleWithFixedDelay(() -> {
			clock.beat();
			also.run();
		}, BEAT.toNanos(), BEAT.toNanos(), TimeUnit.NANOSECONDS);
		return clock;
	}

	/**
	 * The time. It goes back where a standstill is noticed, so it is good for deadlines
	 * alone.
	 * @return nanoseconds
	 */
	public long nowNs() {
		long rawNs = this.nanoTime.getAsLong();
		if (rawNs - this.beatNs > LONGEST_PAUSE.toNanos()) {
			beat();
		}
		return rawNs - this.lostNs;
	}

	/**
	 * How much time was left out or given back so far.
	 * @return nanoseconds, which only grow
	 */
	public long lostNs() {
		nowNs();
		return this.lostNs;
	}

	/**
	 * How long the loop leaves its sockets alone while it works, of late: a peer that
	 * answers at once is heard as late as that.
	 * @return nanoseconds, an estimate
	 */
	public long lateNs() {
		return this.lateNs;
	}

	/** The loop runs. */
	public synchronized void beat() {
		long rawNs = this.nanoTime.getAsLong();
		long nowMs = this.wallMs.getAsLong();
		long pauseNs = rawNs - this.beatNs;
		long suspendNs = TimeUnit.MILLISECONDS.toNanos(nowMs - this.beatWallMs) - pauseNs;
		long lost = this.lostNs;
		this.lateNs = Math.max(pauseNs - BEAT.toNanos(), this.lateNs / 8 * 7);
		if (pauseNs > LONGEST_PAUSE.toNanos()) {
			// The loop ran for one beat of the pause, so time goes on for a loop that
			// only stumbles.
			lost += pauseNs - BEAT.toNanos() + takeGrace(pauseNs);
		}
		else {
			this.graceNs = Math.min(MOST_GRACE.toNanos(), this.graceNs + pauseNs / 2);
		}
		if (suspendNs > LEAST_SUSPEND.toNanos()) {
			lost += takeGrace(suspendNs);
		}
		this.lostNs = lost;
		this.beatNs = rawNs;
		this.beatWallMs = nowMs;
	}

	private long takeGrace(long wishedNs) {
		long given = Math.min(wishedNs, this.graceNs);
		this.graceNs -= given;
		return given;
	}

}
