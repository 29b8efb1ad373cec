package io.tickrelay.hub.lane;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The event loop of a lane: it runs tasks one at a time, in order. A loop that has ended
 * drops them. For any thread.
 */
public interface LaneLoop extends Executor {

	/**
	 * Runs a task on the loop later.
	 * @param task what to run; not run where the loop ends before
	 * @param delayNs how much later, nanoseconds
	 */
	void schedule(Runnable task, long delayNs);

	/**
	 * The time that delays are measured in.
	 * @return nanoseconds from a point of its own
	 */
	long nowNs();

	/**
	 * An executor with one thread, as a lane's loop.
	 * @param executor runs tasks one at a time, in order
	 * @return the same loop
	 */
	static LaneLoop of(ScheduledExecutorService executor) {
		return new LaneLoop() {

			@Override
			public void execute(Runnable task) {
				try {
					executor.execute(task);
				}
				catch (RejectedExecutionException _) {
					// The loop has ended, and its clients with it.
				}
			}

			@Override
			public void schedule(Runnable task, long delayNs) {
				try {
					executor.schedule(task, delayNs, TimeUnit.NANOSECONDS);
				}
				catch (RejectedExecutionException _) {
					// As above.
				}
			}

			@Override
			public long nowNs() {
				return System.nanoTime();
			}
		};
	}

}
