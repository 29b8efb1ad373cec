package io.tickrelay.downstream;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2HeadersFrame;

/**
 * Repairs the heads of an HTTP/2 connection's requests, between its codec and the
 * channels of its streams.
 */
@Sharable
final class StreamHeads extends ChannelInboundHandlerAdapter {

	static final StreamHeads HANDLER = new StreamHeads();

	private StreamHeads() {
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (message instanceof Http2HeadersFrame frame) {
			RequestHeads.repair(frame.headers());
		}
		context.fireChannelRead(message);
	}

}
