package io.tickrelay.downstream;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Takes connections one by one, each with a pause for the loop's other work behind it:
 * the loop that accepts has clients like any other. Meanwhile the others wait in the
 * kernel's queue, health checks among them, so no pause is long. Stands in front of the
 * listening socket's pipeline; lives on its loop, and no client's bytes pass here.
 */
final class AcceptPace extends ChannelInboundHandlerAdapter {

	private static final long LONGEST_PAUSE_NS = TimeUnit.MICROSECONDS.toNanos(500);

	private final NewcomerShare share;

	private final LongSupplier nanoTime;

	/**
	 * Creates a pace.
	 * @param share that accepting may have of the time of the loop that accepts; what is
	 * accepted costs the others something, too
	 * @param nanoTime a monotonic clock
	 */
	AcceptPace(NewcomerShare share, LongSupplier nanoTime) {
		this.share = share;
		this.nanoTime = nanoTime;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		long beganNs = this.nanoTime.getAsLong();
		context.fireChannelRead(message);
		long pauseNs = this.share.pauseNs(this.nanoTime.getAsLong() - beganNs, LONGEST_PAUSE_NS);
		Channel listening = context.channel();
		// Not a second one, if the pause has begun in the midst of a batch.
		if (pauseNs > 0 && listening.config().isAutoRead()) {
			listening.config().setAutoRead(false);
			context.executor().schedule(() -> listening.config().setAutoRead(true), pauseNs, TimeUnit.NANOSECONDS);
		}
	}

}
