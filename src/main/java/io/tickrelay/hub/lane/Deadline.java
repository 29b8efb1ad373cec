package io.tickrelay.hub.lane;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The time by which a peer has to do something, counted by a {@link LoopClock}. A
 * deadline that the loop itself has slept through is put off. What lies in the sockets is
 * read first.
 */
public final class Deadline {

	private final LoopClock clock;

	private final ScheduledExecutorService loop;

	private final long dueNs;

	private final Runnable otherwise;

	private volatile boolean cancelled;

	private volatile Future<?> timer;

	/**
	 * Sets a deadline.
	 * @param clock the loop's
	 * @param loop the peer's connection's
	 * @param withinNs how long from now, nanoseconds
	 * @param otherwise runs on the loop when the time is over
	 */
	public Deadline(LoopClock clock, ScheduledExecutorService loop, long withinNs, Runnable otherwise) {
		this.clock = clock;
		this.loop = loop;
		this.dueNs = clock.nowNs() + withinNs;
		this.otherwise = otherwise;
		this.timer = loop.schedule(this::onDue, withinNs, TimeUnit.NANOSECONDS);
	}

	/**
	 * How long is left.
	 * @return nanoseconds, not positive when it is over
	 */
	public long leftNs() {
		return this.dueNs - this.clock.nowNs();
	}

	/** The deadline was met, or does not matter any more. */
	public void cancel() {
		this.cancelled = true;
		this.timer.cancel(false);
	}

	private void onDue() {
		if (this.cancelled) {
			return;
		}
		long leftNs = leftNs();
		if (leftNs > 0) {
			this.timer = this.loop.schedule(this::onDue, leftNs, TimeUnit.NANOSECONDS);
		}
		else {
			this.otherwise.run();
		}
	}

}
