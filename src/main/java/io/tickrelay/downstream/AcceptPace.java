package io.tickrelay.downstream;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Takes new connections no faster than the clients that are there can bear it: what a
 * connect costs is paid on the same event loops as their ticks. The others wait in the
 * kernel's queue, in their order, and none is refused for it. Stands in front of the
 * listening socket's pipeline; lives on its loop, and no client's bytes pass here.
 */
final class AcceptPace extends ChannelInboundHandlerAdapter {

	private static final long LEAST_TURN_NS = TimeUnit.MILLISECONDS.toNanos(10);

	private final long turnNs;

	private final int perTurn;

	private final LongAdder pauses;

	private long turnBeganNs = System.nanoTime();

	private int taken;

	/**
	 * Creates a pace.
	 * @param perSecond how many connections a second
	 * @param pauses counts the times that somebody had to wait
	 */
	AcceptPace(int perSecond, LongAdder pauses) {
		this.turnNs = Math.max(LEAST_TURN_NS, TimeUnit.SECONDS.toNanos(1) / perSecond);
		this.perTurn = Math.toIntExact(Math.max(1, perSecond * this.turnNs / TimeUnit.SECONDS.toNanos(1)));
		this.pauses = pauses;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		context.fireChannelRead(message);
		long nowNs = System.nanoTime();
		if (nowNs - this.turnBeganNs >= this.turnNs) {
			this.turnBeganNs = nowNs;
			this.taken = 0;
		}
		this.taken++;
		if (this.taken == this.perTurn) {
			this.pauses.increment();
			Channel listening = context.channel();
			listening.config().setAutoRead(false);
			context.executor()
				.schedule(() -> listening.config().setAutoRead(true), this.turnBeganNs + this.turnNs - nowNs,
						TimeUnit.NANOSECONDS);
		}
	}

}
