package io.tickrelay.downstream.access;

import java.io.IOException;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Closes connections that the process has no file descriptor for, before anything is done
 * for them. It also hears where none could be accepted, which the server itself does not
 * tell. Stands in the listening socket's pipeline.
 */
public final class DescriptorWatch extends ChannelInboundHandlerAdapter {

	private static final String EXHAUSTED = "Too many open files";

	private final Descriptors descriptors;

	private final Runnable onRefused;

	/**
	 * Creates a watch.
	 * @param descriptors are counted
	 * @param onRefused hears of each connection that is closed
	 */
	public DescriptorWatch(Descriptors descriptors, Runnable onRefused) {
		this.descriptors = descriptors;
		this.onRefused = onRefused;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (message instanceof Channel connection) {
			if (!this.descriptors.enter()) {
				// It belongs to no loop yet, and its descriptor is wanted at once.
				connection.unsafe().closeForcibly();
				this.onRefused.run();
				return;
			}
			connection.closeFuture().addListener((closed) -> this.descriptors.leave());
		}
		context.fireChannelRead(message);
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		if (cause instanceof IOException && String.valueOf(cause.getMessage()).contains(EXHAUSTED)) {
			this.descriptors.onExhausted();
		}
		context.fireExceptionCaught(cause);
	}

}
