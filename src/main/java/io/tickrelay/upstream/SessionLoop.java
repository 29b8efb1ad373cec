package io.tickrelay.upstream;

import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;
import io.tickrelay.hub.lane.LaneLoop;
import io.tickrelay.hub.lane.LoopClock;
import org.jspecify.annotations.Nullable;

/**
 * The one thread of a session, and its only timer: setting it anew takes back what it was
 * set to. The timer belongs to the loop.
 */
final class SessionLoop {

	private final EventLoop loop;

	private final LaneLoop tasks;

	private final LoopClock clock;

	private long lostNs;

	private @Nullable Future<?> timer;

	SessionLoop(EventLoop loop) {
		this.loop = loop;
		this.tasks = LaneLoop.of(loop);
		this.clock = LoopClock.of(loop, () -> {
		});
	}

	/** From any thread. The sender of an event must not hear of the session's end. */
	void executeUnlessEnded(Runnable task) {
		this.tasks.execute(task);
	}

	void setTimer(Runnable task, long delayNs) {
		cancelTimer();
		if (delayNs < Long.MAX_VALUE) {
			this.timer = this.loop.schedule(task, delayNs, TimeUnit.NANOSECONDS);
		}
	}

	/** How long the loop stood still since the last question. */
	long takeLostNs() {
		long all = this.clock.lostNs();
		long since = all - this.lostNs;
		this.lostNs = all;
		return since;
	}

	void cancelTimer() {
		if (this.timer != null) {
			this.timer.cancel(false);
			this.timer = null;
		}
	}

}
