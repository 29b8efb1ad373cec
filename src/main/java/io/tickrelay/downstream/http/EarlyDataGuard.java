package io.tickrelay.downstream.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Hangs up on a client that speaks before its handshake is answered, which RFC 6455
 * (section 4.1) forbids. The HTTP codec hands such bytes on as they are when it leaves
 * the pipeline. They would arrive behind the frame decoder and never be read as frames.
 * They would lie in a queue that is never emptied or released.
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
