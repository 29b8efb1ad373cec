package io.tickrelay.downstream;

import java.util.LinkedHashSet;
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
 * fewer turns are asked. All of it lives on the loop.
 */
final class Turns {

	private final EventLoop loop;

	private final NewcomerShare share;

	private final AtomicInteger count;

	private final LongSupplier nanoTime;

	/** In their order; who goes away is found at once, however many wait. */
	private final LinkedHashSet<MonoSink<Void>> waiting = new LinkedHashSet<>();

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
	 * @return completes when it has come, on the loop; what is done then, before that
	 * returns, is the turn
	 */
	Mono<Void> turn() {
		return Mono.create((sink) -> onLoop(() -> add(sink)));
	}

	private void add(MonoSink<Void> sink) {
		this.waiting.add(sink);
		this.count.incrementAndGet();
		sink.onCancel(() -> onLoop(() -> remove(sink)));
		if (!this.going) {
			go();
		}
	}

	private void remove(MonoSink<Void> sink) {
		if (this.waiting.remove(sink)) {
			this.count.decrementAndGet();
		}
	}

	/** An error of the machine's in one turn keeps nobody else out. */
	private void go() {
		boolean planned = false;
		this.going = true;
		try {
			while (!this.waiting.isEmpty() && !planned) {
				long nowNs = this.nanoTime.getAsLong();
				if (nowNs - this.notBeforeNs < 0) {
					this.loop.schedule(this::go, this.notBeforeNs - nowNs, TimeUnit.NANOSECONDS);
					planned = true;
				}
				else {
					serve(this.waiting.getFirst(), nowNs);
				}
			}
		}
		finally {
			this.going = planned;
		}
	}

	private void serve(MonoSink<Void> next, long beganNs) {
		remove(next);
		try {
			next.success();
		}
		finally {
			long endedNs = this.nanoTime.getAsLong();
			this.notBeforeNs = endedNs + this.share.pauseNs(endedNs - beganNs);
		}
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
