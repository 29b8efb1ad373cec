package io.tickrelay.hub.outbox;

import java.util.concurrent.TimeUnit;

import io.tickrelay.hub.clock.RelayClock;
import io.tickrelay.hub.TickFrame;

/**
 * How far a lane is behind the hub. A client that reads all that it is given has no part
 * in that. So the lane's clients are not ended for what the lane could not hand on.
 * Written on the lane's loop, read by any thread.
 */
public final class LaneLag {

	/** The age of ticks that shows that the loop has more to do than it can. */
	static final long LATE_MICROS = TimeUnit.MILLISECONDS.toMicros(500);

	/**
	 * The time in which frames that queued meanwhile are still on their way to the
	 * clients.
	 */
	static final long AFTERMATH_MICROS = TimeUnit.SECONDS.toMicros(5);

	private final RelayClock clock;

	private volatile boolean everLate;

	private volatile long lateAtMicros;

	private volatile long ageMicros;

	/**
	 * Creates the lag of a lane that is in time.
	 * @param clock the one that receive times come from
	 */
	public LaneLag(RelayClock clock) {
		this.clock = clock;
	}

	/** A drain begins with a tick. */
	public void onDrain(TickFrame oldest) {
		long age = this.clock.ageMicros(oldest.receivedMicros());
		this.ageMicros = age;
		if (age >= LATE_MICROS) {
			this.lateAtMicros = this.clock.steadyMicros();
			this.everLate = true;
		}
	}

	/** Whether the lane is late, or was a moment ago. */
	public boolean isBehind() {
		return this.everLate && this.clock.steadyMicros() - this.lateAtMicros < AFTERMATH_MICROS;
	}

	/** The age of the oldest tick of the last drain while the lane is late, else 0. */
	public long lateMs() {
		return isBehind() ? TimeUnit.MICROSECONDS.toMillis(this.ageMicros) : 0;
	}

}
