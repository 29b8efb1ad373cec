package io.tickrelay.downstream.admission;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;

/**
 * Waits for the end of a TLS handshake that decides between HTTP/1.1 and HTTP/2. The
 * codecs are in the pipeline when it hears of it, since they are added in front of it.
 */
final class AlpnWatch extends ChannelInboundHandlerAdapter {

	private final PendingConnection pendingConnection;

	AlpnWatch(PendingConnection pendingConnection) {
		this.pendingConnection = pendingConnection;
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) {
		if (event instanceof SslHandshakeCompletionEvent handshake) {
			context.pipeline().remove(this);
			if (handshake.isSuccess()) {
				this.pendingConnection.watch();
			}
		}
		context.fireUserEventTriggered(event);
	}

}
