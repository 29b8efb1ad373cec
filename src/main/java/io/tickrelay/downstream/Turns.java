package io.tickrelay.downstream;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

import io.netty.channel.EventLoop;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

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
	private final LinkedHashMap<Subnet, LinkedHashSet<MonoSink<Void>>> waiting = new LinkedHashMap<>();

	private long notBeforeNs;

	/** Whether somebody has the turn, or the next one's time is set. */
	private boolean going;

	/**
	 * Creates an empty queue.
	 * @param loop whose it is
	 * @param share how much of its time may go to turns
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
	 * Waits for a turn.
	 * @param site where the newcomer comes from
	 * @return completes when it has come, on the loop; what is done then, before that
	 * returns, is the turn
	 */
	Mono<Void> turn(Subnet site) {
		return Mono.create((sink) -> onLoop(() -> add(site, sink)));
	}

	private void add(Subnet site, MonoSink<Void> sink) {
		this.waiting.computeIfAbsent(site, (_) -> new LinkedHashSet<>()).add(sink);
		this.count.incrementAndGet();
		sink.onCancel(() -> onLoop(() -> remove(site, sink)));
		if (!this.going) {
			go();
		}
	}

	private void remove(Subnet site, MonoSink<Void> sink) {
		LinkedHashSet<MonoSink<Void>> neighbours = this.waiting.get(site);
		if (neighbours != null && neighbours.remove(sink)) {
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
	private MonoSink<Void> next() {
		Map.Entry<Subnet, LinkedHashSet<MonoSink<Void>>> first = Objects.requireNonNull(this.waiting.pollFirstEntry());
		LinkedHashSet<MonoSink<Void>> neighbours = first.getValue();
		MonoSink<Void> next = neighbours.removeFirst();
		this.count.decrementAndGet();
		if (!neighbours.isEmpty()) {
			this.waiting.put(first.getKey(), neighbours);
		}
		return next;
	}

	private void serve(MonoSink<Void> next, long beganNs) {
		next.success();
		long endedNs = this.nanoTime.getAsLong();
		this.notBeforeNs = endedNs + this.share.pauseNs(endedNs - beganNs, LONGEST_PAUSE_NS);
	}

	private void onLoop(Runnable task) {
		if (this.loop.inEventLoop()) {
			task.run();
		}
		else {
			this.loop.execute(task);
		}
	}

}
