package io.tickrelay.downstream.admission;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;

/**
 * Waits for the end of a TLS handshake that decides between HTTP/1.1 and HTTP/2. The
 * codecs are in the pipeline when it hears of it, since they are added in front of it.
 */
final class ProtocolWatch extends ChannelInboundHandlerAdapter {

	private final Newcomer newcomer;

	ProtocolWatch(Newcomer newcomer) {
		this.newcomer = newcomer;
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) {
		if (event instanceof SslHandshakeCompletionEvent handshake) {
			context.pipeline().remove(this);
			if (handshake.isSuccess()) {
				this.newcomer.watch();
			}
		}
		context.fireUserEventTriggered(event);
	}

}
