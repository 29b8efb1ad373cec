package io.tickrelay.upstream;

import java.util.function.IntConsumer;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;

/**
 * Hears with which code the upstream closes, which the client library keeps to itself.
 * The reason's text is not read, because it could quote the key. Lives on the channel's
 * loop.
 */
final class CloseWatch extends ChannelInboundHandlerAdapter {

	private final IntConsumer closed;

	CloseWatch(IntConsumer closed) {
		this.closed = closed;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (message instanceof CloseWebSocketFrame frame) {
			this.closed.accept(frame.statusCode());
		}
		context.fireChannelRead(message);
	}

}
