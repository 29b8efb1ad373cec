package io.tickrelay.downstream;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

import io.netty.channel.EventLoop;

/**
 * Lets those who want to be clients in one after the other. What a newcomer costs, its
 * credential, its filters, its session, is paid on the event loop that also has the ticks
 * of the clients that are there; so newcomers have a share of the processors' time and no
 * more, and a storm of connects is a queue instead of late ticks. Whoever comes alone
 * does not wait, and what is no stream never does, a health check for one.
 *
 * <pre>
 *  one loop   │ticks│N│ticks    ticks    ticks│N│ticks    ticks    ticks│N│
 *                    └─ 11.5 times N's own time ┘ at a share of 8 %, 49 times where four
 *                       loops share a processor; 20 ms at the most
 * </pre>
 */
public final class Turnstile {

	private final NewcomerShare share;

	private final int most;

	private final LongSupplier nanoTime;

	private final AtomicInteger waiting = new AtomicInteger();

	/** As many as the server has loops. */
	private final Map<EventLoop, Turns> loops = new ConcurrentHashMap<>();

	/**
	 * Creates a turnstile at which nobody waits.
	 * @param share how much of the processors' time newcomers may have
	 * @param most how many may wait; who comes then goes through at once, so that the
	 * queue's memory is bounded and nobody is lost. Over HTTP/1.1 the connections' own
	 * limit comes first
	 * @param nanoTime a monotonic clock
	 */
	Turnstile(NewcomerShare share, int most, LongSupplier nanoTime) {
		this.share = share;
		this.most = most;
		this.nanoTime = nanoTime;
	}

	/**
	 * Waits for a turn on a loop; to be called there.
	 * @param loop whose time the turn takes
	 * @param site where the newcomer comes from
	 * @param turn runs once, perhaps before this returns, and takes as long as the turn
	 * does; equal to no other
	 * @return gives the place up, on the loop
	 */
	Runnable await(EventLoop loop, Subnet site, Runnable turn) {
		Turns turns = this.loops.computeIfAbsent(loop,
				(own) -> new Turns(own, this.share, this.waiting, this.nanoTime));
		if (this.waiting.get() < this.most) {
			turns.come(site, turn);
		}
		else {
			turn.run();
		}
		return () -> turns.leave(site, turn);
	}

	/**
	 * How many wait for their turn now.
	 * @return those of all loops
	 */
	public int waiting() {
		return this.waiting.get();
	}

}
