package io.tickrelay.downstream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2FrameStreamException;
import io.netty.handler.codec.http2.Http2HeadersFrame;

/**
 * Repairs the heads of an HTTP/2 connection's requests, between its codec and the
 * channels of its streams, and resets a stream whose client breaks the protocol in it:
 * its channel would log an error for each. Lives on the connection's loop.
 */
final class StreamHeads extends ChannelInboundHandlerAdapter {

	private final UnreadableRequests unreadable;

	StreamHeads(UnreadableRequests unreadable) {
		this.unreadable = unreadable;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (message instanceof Http2HeadersFrame frame) {
			RequestHeads.repair(frame.headers());
		}
		context.fireChannelRead(message);
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		if (cause instanceof Http2FrameStreamException broken) {
			this.unreadable.onBroken();
			context.writeAndFlush(new DefaultHttp2ResetFrame(broken.error()).stream(broken.stream()));
		}
		else {
			context.fireExceptionCaught(cause);
		}
	}

}
