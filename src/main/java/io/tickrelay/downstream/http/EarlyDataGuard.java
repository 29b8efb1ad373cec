package io.tickrelay.downstream.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Hangs up on a client that speaks before its handshake is answered, which RFC 6455
 * (section 4.1) forbids. The HTTP codec hands such bytes on as they are when it leaves
 * the pipeline: behind the frame decoder, so that nobody would read them as frames, and
 * to a queue that nobody would ever empty or release.
 */
public final class EarlyDataGuard extends ChannelInboundHandlerAdapter {

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (message instanceof ByteBuf bytes) {
			bytes.release();
			context.close();
		}
		else {
			context.fireChannelRead(message);
		}
	}

}
