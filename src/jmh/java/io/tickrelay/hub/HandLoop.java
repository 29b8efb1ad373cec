package io.tickrelay.hub;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

import io.tickrelay.hub.lane.LaneLoop;

/**
 * A lane's loop on the benchmark's own thread: what it runs costs no hand-over between
 * threads and no wake-up.
 */
final class HandLoop implements LaneLoop {

	private final Queue<Runnable> tasks = new ArrayDeque<>();

	private final List<Runnable> timers = new ArrayList<>();

	@Override
	public void execute(Runnable task) {
		this.tasks.add(task);
	}

	@Override
	public void schedule(Runnable task, long delayNs) {
		this.timers.add(task);
	}

	@Override
	public long nowNs() {
		return System.nanoTime();
	}

	/** Runs what waits, as a loop does between two looks at its sockets. */
	void run() {
		Runnable task;
		while ((task = this.tasks.poll()) != null) {
			task.run();
		}
	}

	/** Runs what would fall due later. */
	void runTimers() {
		List<Runnable> due = List.copyOf(this.timers);
		this.timers.clear();
		due.forEach(Runnable::run);
	}

}
