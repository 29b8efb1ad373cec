package io.tickrelay.downstream;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

import io.netty.channel.EventLoop;

/**
 * The queue of one event loop: the next has its turn when the last one's time, many times
 * over, has gone to others. How long a turn takes is measured, so the pace is the
 * machine's own: of one that has work beside this loop, or whose code is still cold,
 * fewer turns are asked. Addresses take turns, so one that floods delays itself. All of
 * it lives on the loop.
 */
final class Turns {

	private static final long LONGEST_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(20);

	private final EventLoop loop;

	private final NewcomerShare share;

	private final AtomicInteger count;

	private final LongSupplier nanoTime;

	/** In the order of their turns; who goes away is found at once, however many wait. */
	private final LinkedHashMap<Subnet, LinkedHashSet<Runnable>> waiting = new LinkedHashMap<>();

	private long notBeforeNs;

	/** Whether somebody has the turn, or the next one's time is set. */
	private boolean going;

	/**
	 * Creates an empty queue.
	 * @param loop whose it is
	 * @param share how much of the processors' time may go to turns, on all loops
	 * @param count goes up and down with those who wait, here and elsewhere
	 * @param nanoTime a monotonic clock
	 */
	Turns(EventLoop loop, NewcomerShare share, AtomicInteger count, LongSupplier nanoTime) {
		this.loop = loop;
		this.share = share;
		this.count = count;
		this.nanoTime = nanoTime;
		this.notBeforeNs = nanoTime.getAsLong();
	}

	/**
	 * Waits for a turn, which may come before this returns.
	 * @param site where the newcomer comes from
	 * @param turn runs once; equal to no other
	 */
	void come(Subnet site, Runnable turn) {
		this.waiting.computeIfAbsent(site, (_) -> new LinkedHashSet<>()).add(turn);
		this.count.incrementAndGet();
		if (!this.going) {
			go();
		}
	}

	/**
	 * Waits no more.
	 * @param site where the newcomer came from
	 * @param turn its own, which may have run
	 */
	void leave(Subnet site, Runnable turn) {
		LinkedHashSet<Runnable> neighbours = this.waiting.get(site);
		if (neighbours != null && neighbours.remove(turn)) {
			this.count.decrementAndGet();
			if (neighbours.isEmpty()) {
				this.waiting.remove(site);
			}
		}
	}

	private void go() {
		this.going = true;
		boolean planned = false;
		try {
			while (!this.waiting.isEmpty() && !planned) {
				long nowNs = this.nanoTime.getAsLong();
				if (nowNs - this.notBeforeNs < 0) {
					plan(this.notBeforeNs - nowNs);
					planned = true;
				}
				else {
					serve(next(), nowNs);
				}
			}
			this.going = planned;
		}
		catch (Throwable ex) {
			// The machine's, in one turn: the others have theirs.
			plan(LONGEST_PAUSE_NS);
			throw ex;
		}
	}

	private void plan(long inNs) {
		this.loop.schedule(this::go, inNs, TimeUnit.NANOSECONDS);
	}

	/** Takes one of the first address, which is the last one then. */
	private Runnable next() {
		Map.Entry<Subnet, LinkedHashSet<Runnable>> first = Objects.requireNonNull(this.waiting.pollFirstEntry());
		LinkedHashSet<Runnable> neighbours = first.getValue();
		Runnable next = neighbours.removeFirst();
		this.count.decrementAndGet();
		if (!neighbours.isEmpty()) {
			this.waiting.put(first.getKey(), neighbours);
		}
		return next;
	}

	private void serve(Runnable next, long beganNs) {
		next.run();
		long endedNs = this.nanoTime.getAsLong();
		this.notBeforeNs = endedNs + this.share.pauseNs(endedNs - beganNs, LONGEST_PAUSE_NS);
	}

}
