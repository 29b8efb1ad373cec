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

	private final CommandHandler commands;

	private final SimulatorHook hook;

	private final Runnable onGone;

	SessionHandler(Session session, CommandHandler commands, SimulatorHook hook, Runnable onGone) {
		this.session = session;
		this.commands = commands;
		this.hook = hook;
		this.onGone = onGone;
	}

	@Override
	protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
		this.hook.onFrame(this.session, frame);
		switch (frame) {
			case CloseWebSocketFrame close -> this.session.onClientClose(close);
			case PingWebSocketFrame ping -> this.session.pong(ping.content());
			case TextWebSocketFrame text when !this.session.isClosing() ->
				this.commands.onText(this.session, text.text());
			default -> {
				// Pongs, binary frames and what comes after a close: the vendor ignores
				// them.
			}
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext ctx) throws Exception {
		this.commands.onGone(this.session);
		this.onGone.run();
		super.channelInactive(ctx);
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
		// A reset by the client, or bytes that are no frame: either way it is over.
		var _ = ctx.close();
	}

}
