package io.tickrelay.upstream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Hears that a socket's peer sends. It sits in front of the codec, because pings, parts
 * of a message and parts of a frame are signs of life, too. The codec and the aggregator
 * hand none of those on. Lives on the channel's loop.
 */
final class SignsOfLife extends ChannelInboundHandlerAdapter {

	private final Runnable heard;

	SignsOfLife(Runnable heard) {
		this.heard = heard;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		this.heard.run();
		context.fireChannelRead(message);
	}

}
