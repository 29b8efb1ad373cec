package io.tickrelay.hub.lane;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/**
 * An event loop that runs when a test says so, in a time that the test moves.
 */
public class TestLoop implements LaneLoop {

	private final Queue<Runnable> tasks = new ArrayDeque<>();

	private final PriorityQueue<Timed> timers = new PriorityQueue<>(
			Comparator.comparingLong(Timed::atNs).thenComparingLong(Timed::number));

	private long nowNs;

	private long numbers;

	@Override
	public void execute(Runnable task) {
		this.tasks.add(task);
	}

	@Override
	public void schedule(Runnable task, long delayNs) {
		this.timers.add(new Timed(this.nowNs + delayNs, ++this.numbers, task));
	}

	@Override
	public long nowNs() {
		return this.nowNs;
	}

	int waiting() {
		return this.tasks.size();
	}

	/** The number of timers that run. */
	public int timers() {
		return this.timers.size();
	}

	public void run() {
		Runnable task;
		while ((task = this.tasks.poll()) != null) {
			task.run();
		}
	}

	/** Lets time pass, and runs the tasks that fall due in it. */
	public void advance(Duration time) {
		long endNs = this.nowNs + time.toNanos();
		Timed next;
		while ((next = this.timers.peek()) != null && next.atNs() <= endNs) {
			this.timers.poll();
			this.nowNs = Math.max(this.nowNs, next.atNs());
			next.task().run();
			run();
		}
		this.nowNs = endNs;
	}

	/** Time passes while the loop is busy with something else. */
	public void lag(Duration time) {
		this.nowNs += time.toNanos();
	}

	private record Timed(long atNs, long number, Runnable task) {
	}

}
