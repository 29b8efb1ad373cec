package io.tickrelay.downstream.compat;

import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameEncoder;
import io.tickrelay.downstream.ClientSession;
import io.tickrelay.downstream.Clients;
import io.tickrelay.downstream.DisconnectReason;
import io.tickrelay.downstream.NettyLink;
import io.tickrelay.downstream.Transport;
import io.tickrelay.tick.Business;
import reactor.core.publisher.Mono;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

/**
 * One connection of the vendor's protocol, from behind its handshake to its end. Lives on
 * its channel's loop; only {@link #close()} may come from elsewhere, or in the midst of a
 * lane's work.
 *
 * <p>
 * The client is alive while it sends messages, as the vendor has it, whose heartbeats are
 * messages. Pings go out for the sake of proxies that end a silent connection; a pong
 * proves nothing here, because libraries send it for programs that forgot their
 * heartbeat.
 */
final class CompatConnection {

	private static final long CLOSE_GRACE_MS = 5000;

	private final WebsocketInbound inbound;

	private final WebsocketOutbound outbound;

	private final ClientSession session;

	private final NettyLink link;

	private final CompatProtocol protocol;

	private final Business business;

	private final Channel channel;

	private final FrameWindow window = new FrameWindow(CompatProtocol.MOST_FRAMES_A_MINUTE);

	private final Future<?> pings;

	private Future<?> silence;

	private long lastMessageNs = System.nanoTime();

	private boolean ending;

	private CompatConnection(WebsocketInbound inbound, WebsocketOutbound outbound, ClientSession session,
			NettyLink link, CompatProtocol protocol, Business business) {
		this.inbound = inbound;
		this.outbound = outbound;
		this.session = session;
		this.link = link;
		this.protocol = protocol;
		this.business = business;
		this.channel = link.channel();
		long intervalMs = protocol.properties().pingInterval().toMillis();
		this.pings = this.channel.eventLoop()
			.scheduleAtFixedRate(() -> session.send(protocol.format().ping()), intervalMs, intervalMs,
					TimeUnit.MILLISECONDS);
		this.silence = expectSilence(protocol.properties().compatHeartbeatTimeout().toNanos());
	}

	static CompatConnection open(WebsocketInbound inbound, WebsocketOutbound outbound, Clients clients,
			CompatProtocol protocol, Business business) {
		AtomicReference<Channel> channel = new AtomicReference<>();
		inbound.withConnection((connection) -> channel.set(connection.channel()));
		ChannelHandlerContext encoder = channel.get().pipeline().context(WebSocketFrameEncoder.class);
		NettyLink link = new NettyLink(encoder);
		ClientSession session = clients.open(Transport.COMPAT, link, protocol.format());
		channel.get().pipeline().addAfter(encoder.name(), "tickrelay.link", link);
		return new CompatConnection(inbound, outbound, session, link, protocol, business);
	}

	/** Completes when either side has ended the connection. */
	Mono<Void> run() {
		Mono<Void> messages = this.inbound.aggregateFrames(CompatHandler.LARGEST_MESSAGE)
			.receiveFrames()
			.doOnSubscribe((subscription) -> this.protocol.onOpen(this.session, this.business))
			.doOnNext(this::onFrame)
			.then();
		return Mono.firstWithSignal(messages, this.session.ended().flatMap(this::sayGoodbye));
	}

	void close() {
		this.channel.eventLoop().execute(() -> {
			this.pings.cancel(false);
			this.silence.cancel(false);
			this.session.close();
			this.link.release();
		});
	}

	private void onFrame(WebSocketFrame frame) {
		switch (frame) {
			case PingWebSocketFrame ping ->
				this.session.send(this.protocol.format().pong(ByteBufUtil.getBytes(ping.content())));
			case PongWebSocketFrame _ -> {
				// See above.
			}
			case TextWebSocketFrame text -> onMessage(text.text());
			// In the vendor's world there is no binary data: what it holds is no JSON.
			default -> onMessage("");
		}
	}

	private void onMessage(String text) {
		if (this.ending) {
			return;
		}
		this.lastMessageNs = System.nanoTime();
		if (this.window.admit(this.lastMessageNs)) {
			this.protocol.onText(this.session, this.business, text);
		}
		else {
			this.ending = true;
			this.protocol.onTooManyFrames(this.session);
		}
	}

	private void onSilenceDue() {
		long leftNs = this.protocol.properties().compatHeartbeatTimeout().toNanos()
				- (System.nanoTime() - this.lastMessageNs);
		if (leftNs > 0) {
			this.silence = expectSilence(leftNs);
		}
		else {
			this.ending = true;
			this.protocol.onSilence(this.session);
		}
	}

	private Future<?> expectSilence(long afterNs) {
		return this.channel.eventLoop().schedule(this::onSilenceDue, afterNs, TimeUnit.NANOSECONDS);
	}

	private Mono<Void> sayGoodbye(DisconnectReason reason) {
		// A client that does not read will not read this either: wait for it, but not
		// long.
		this.channel.eventLoop().schedule(() -> this.channel.close(), CLOSE_GRACE_MS, TimeUnit.MILLISECONDS);
		return this.outbound.sendClose(reason.closeCode(), reason.text());
	}

}
