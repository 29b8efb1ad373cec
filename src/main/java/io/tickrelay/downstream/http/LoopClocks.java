package io.tickrelay.downstream.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.tickrelay.hub.lane.Deadline;
import io.tickrelay.hub.lane.LoopClock;

/**
 * The clocks that clients' deadlines are counted by, one a loop, and one of all loops for
 * what belongs to none. Safe for any thread.
 */
public final class LoopClocks {

	private final LoopClock common = new LoopClock(System::nanoTime, System::currentTimeMillis);

	private final Map<EventLoop, LoopClock> clocks = new ConcurrentHashMap<>();

	/** Creates the clocks of loops that are yet to come. */
	public LoopClocks() {
		// Each loop brings its own.
	}

	/**
	 * The clock of a loop.
	 * @param loop its clients' one
	 * @return always the same
	 */
	public LoopClock of(EventLoop loop) {
		return this.clocks.computeIfAbsent(loop, (own) -> LoopClock.of(own, this.common::beat));
	}

	/**
	 * Time in which any loop ran.
	 * @return nanoseconds
	 */
	public long nowNs() {
		return this.common.nowNs();
	}

	/**
	 * Sets a deadline of a connection.
	 * @param channel the connection's
	 * @param within how long from now
	 * @param otherwise runs on its loop when the time is over
	 * @return to be cancelled
	 */
	public Deadline expect(Channel channel, Duration within, Runnable otherwise) {
		EventLoop loop = channel.eventLoop();
		return new Deadline(of(loop), loop, within.toNanos(), otherwise);
	}

}
