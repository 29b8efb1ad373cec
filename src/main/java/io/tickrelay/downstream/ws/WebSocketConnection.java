package io.tickrelay.downstream.ws;

import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameEncoder;
import io.tickrelay.downstream.ClientSession;
import io.tickrelay.downstream.Clients;
import io.tickrelay.downstream.DisconnectReason;
import io.tickrelay.downstream.NettyLink;
import io.tickrelay.downstream.StreamQuery;
import io.tickrelay.downstream.Transport;
import reactor.core.publisher.Mono;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

/**
 * One service's connection, from behind its handshake to its end. Lives on its channel's
 * loop; only {@link #close()} may come from elsewhere, or in the midst of a lane's work.
 */
final class WebSocketConnection {

	private static final long CLOSE_GRACE_MS = 5000;

	private final WebsocketInbound inbound;

	private final WebsocketOutbound outbound;

	private final ClientSession session;

	private final NettyLink link;

	private final WebSocketProtocol protocol;

	private final StreamQuery.Good standard;

	private final Channel channel;

	private final Future<?> pings;

	private long lastPongNs = System.nanoTime();

	private WebSocketConnection(WebsocketInbound inbound, WebsocketOutbound outbound, ClientSession session,
			NettyLink link, WebSocketProtocol protocol, StreamQuery.Good standard) {
		this.inbound = inbound;
		this.outbound = outbound;
		this.session = session;
		this.link = link;
		this.protocol = protocol;
		this.standard = standard;
		this.channel = link.channel();
		long intervalMs = protocol.properties().pingInterval().toMillis();
		this.pings = this.channel.eventLoop()
			.scheduleAtFixedRate(this::onPingDue, intervalMs, intervalMs, TimeUnit.MILLISECONDS);
	}

	static WebSocketConnection open(WebsocketInbound inbound, WebsocketOutbound outbound, Clients clients,
			WebSocketProtocol protocol, StreamQuery.Good query) {
		AtomicReference<Channel> channel = new AtomicReference<>();
		inbound.withConnection((connection) -> channel.set(connection.channel()));
		ChannelHandlerContext encoder = channel.get().pipeline().context(WebSocketFrameEncoder.class);
		NettyLink link = new NettyLink(encoder);
		ClientSession session = clients.open(Transport.WS, link, protocol.format());
		channel.get().pipeline().addAfter(encoder.name(), "tickrelay.link", link);
		return new WebSocketConnection(inbound, outbound, session, link, protocol, query);
	}

	/** Completes when either side has ended the connection. */
	Mono<Void> run() {
		Mono<Void> commands = this.inbound.aggregateFrames(WebSocketHandler.LARGEST_MESSAGE)
			.receiveFrames()
			.doOnSubscribe((subscription) -> this.protocol.onOpen(this.session, this.standard))
			.doOnNext(this::onFrame)
			.then();
		return Mono.firstWithSignal(commands, this.session.ended().flatMap(this::sayGoodbye));
	}

	void close() {
		this.pings.cancel(false);
		this.channel.eventLoop().execute(() -> {
			this.session.close();
			this.link.release();
		});
	}

	private void onFrame(WebSocketFrame frame) {
		switch (frame) {
			case TextWebSocketFrame text -> this.protocol.onText(this.session, this.standard, text.text());
			case PongWebSocketFrame _ -> this.lastPongNs = System.nanoTime();
			default -> this.session.end(DisconnectReason.BAD_FRAME);
		}
	}

	private void onPingDue() {
		long timeoutNs = this.protocol.properties().pongTimeout().toNanos();
		if (System.nanoTime() - this.lastPongNs >= timeoutNs) {
			this.session.end(DisconnectReason.NO_PONG);
		}
		else {
			this.session.send(this.protocol.format().ping());
		}
	}

	private Mono<Void> sayGoodbye(DisconnectReason reason) {
		// A client that does not read will not read this either: wait for it, but not
		// long.
		this.channel.eventLoop().schedule(() -> this.channel.close(), CLOSE_GRACE_MS, TimeUnit.MILLISECONDS);
		return this.outbound.sendClose(reason.closeCode(), reason.text());
	}

}
