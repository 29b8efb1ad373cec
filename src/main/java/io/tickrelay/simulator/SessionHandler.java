package io.tickrelay.simulator;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

/**
 * Takes a connection's frames once it is a WebSocket. Stands before Reactor Netty's own
 * handler, which would answer pings and closes by itself: a stalled server must not.
 */
final class SessionHandler extends SimpleChannelInboundHandler<WebSocketFrame> {

	private final Session session;

	private final CommandHandler desk;

	private final Runnable onGone;

	SessionHandler(Session session, CommandHandler desk, Runnable onGone) {
		this.session = session;
		this.desk = desk;
		this.onGone = onGone;
	}

	@Override
	protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
		switch (frame) {
			case CloseWebSocketFrame close -> this.session.onClientClose(close);
			case PingWebSocketFrame ping -> {
				this.desk.onPing();
				this.session.pong(ping.content());
			}
			case TextWebSocketFrame text when !this.session.isClosing() -> this.desk.onText(this.session, text.text());
			default -> {
				// Pongs, binary frames and what comes after a close: the vendor ignores
				// them.
			}
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext ctx) throws Exception {
		this.desk.onGone(this.session);
		this.onGone.run();
		super.channelInactive(ctx);
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
		// A reset by the client, or bytes that are no frame: either way it is over.
		var _ = ctx.close();
	}

}
