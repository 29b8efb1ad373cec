package io.tickrelay.downstream.ws;

import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrameEncoder;
import io.netty.handler.flow.FlowControlHandler;
import io.tickrelay.downstream.ClientSession;
import io.tickrelay.downstream.Clients;
import io.tickrelay.downstream.DisconnectReason;
import io.tickrelay.downstream.DownstreamProperties;
import io.tickrelay.downstream.NettyLink;
import io.tickrelay.downstream.StreamQuery;
import io.tickrelay.downstream.Transport;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.FutureMono;
import reactor.netty.http.websocket.WebsocketInbound;

/**
 * One service's connection, from behind its handshake to its end. Reads and writes its
 * channel itself; Reactor Netty only hears of the end. Lives on its channel's loop; only
 * {@link #close()} may come from elsewhere, or in the midst of a lane's work.
 *
 * <pre>
 *  socket ─▶ decoder ─▶ flow control ─▶ ClientFrames ─▶ WebSocketProtocol ─▶ ClientSession
 *  socket ◀──────────────────────────── NettyLink ◀──── Outbox ◀────────────────┘
 * </pre>
 */
final class WebSocketConnection implements ClientFrames.Ears {

	// Pings and parts of messages are cheaper than commands, and there may be more of
	// them.
	private static final int FRAMES_PER_COMMAND = 10;

	private final ClientSession session;

	private final NettyLink link;

	private final WebSocketProtocol protocol;

	private final StreamQuery.Good standard;

	private final ClientFrames frames;

	private final Goodbye goodbye;

	private final Future<?> pings;

	// Written by the loop; whoever closes may come from elsewhere.
	private volatile @Nullable Future<?> reports;

	private long lastPongNs = System.nanoTime();

	private WebSocketConnection(ClientSession session, NettyLink link, WebSocketProtocol protocol,
			StreamQuery.Good standard) {
		this.session = session;
		this.link = link;
		this.protocol = protocol;
		this.standard = standard;
		this.frames = frames(protocol.properties());
		this.goodbye = new Goodbye(link.channel());
		long intervalMs = protocol.properties().pingInterval().toMillis();
		this.pings = link.channel()
			.eventLoop()
			.scheduleAtFixedRate(this::onPingDue, intervalMs, intervalMs, TimeUnit.MILLISECONDS);
	}

	static WebSocketConnection open(WebsocketInbound inbound, Clients clients, WebSocketProtocol protocol,
			StreamQuery.Good query) {
		AtomicReference<Channel> channel = new AtomicReference<>();
		inbound.withConnection((connection) -> channel.set(connection.channel()));
		ChannelPipeline pipeline = channel.get().pipeline();
		ChannelHandlerContext encoder = pipeline.context(WebSocketFrameEncoder.class);
		NettyLink link = new NettyLink(encoder);
		ClientSession session = clients.open(Transport.WS, link, protocol.format());
		WebSocketConnection connection = new WebSocketConnection(session, link, protocol, query);
		pipeline.addAfter(encoder.name(), "tickrelay.link", link);
		pipeline.replace(WebSocket13FrameDecoder.class, "tickrelay.decoder", ClientFrames.decoder());
		pipeline.addAfter("tickrelay.decoder", "tickrelay.flow", new FlowControlHandler());
		pipeline.addAfter("tickrelay.flow", "tickrelay.frames", connection.frames);
		return connection;
	}

	/** Completes when the socket is closed, whoever wanted it. */
	Mono<Void> run() {
		Mono<Void> closed = FutureMono.from(this.link.channel().closeFuture());
		return Mono.firstWithSignal(closed,
				this.session.ended()
					.doOnSubscribe((subscription) -> begin())
					.doOnNext(this::onEnded)
					.then(Mono.never()));
	}

	void close() {
		stopTimers();
		this.link.channel().eventLoop().execute(() -> {
			this.goodbye.release();
			this.session.close();
			this.link.release();
		});
	}

	@Override
	public void onText(String text) {
		this.protocol.onText(this.session, this.standard, text);
	}

	@Override
	public void onPing(byte[] payload) {
		this.session.send(this.protocol.format().pong(payload));
	}

	@Override
	public void onPong() {
		this.lastPongNs = System.nanoTime();
	}

	@Override
	public void onClose(CloseWebSocketFrame frame) {
		this.goodbye.onHeard(frame);
		this.session.end(DisconnectReason.CLIENT_GONE);
	}

	@Override
	public void onOffence(DisconnectReason reason, String detail) {
		this.goodbye.explain(reason, detail);
		this.session.end(reason);
	}

	private void begin() {
		this.protocol.onOpen(this.session, this.standard);
		if (this.standard.stats()) {
			long intervalMs = this.protocol.properties().statsInterval().toMillis();
			this.reports = this.link.channel()
				.eventLoop()
				.scheduleAtFixedRate(() -> this.protocol.report(this.session), intervalMs, intervalMs,
						TimeUnit.MILLISECONDS);
		}
		this.link.channel().config().setAutoRead(this.link.isWritable());
	}

	private void stopTimers() {
		this.pings.cancel(false);
		Future<?> running = this.reports;
		if (running != null) {
			running.cancel(false);
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

	private void onEnded(DisconnectReason reason) {
		stopTimers();
		this.frames.stopListening();
		this.link.flush();
		this.goodbye.say(reason);
	}

	private ClientFrames frames(DownstreamProperties properties) {
		long nowNs = System.nanoTime();
		int perSecond = properties.commandsPerSecond();
		int burst = properties.commandBurst();
		return new ClientFrames(this, new Allowance(FRAMES_PER_COMMAND * perSecond, FRAMES_PER_COMMAND * burst, nowNs),
				new Allowance(perSecond, burst, nowNs));
	}

}
