package io.tickrelay.downstream.websocket;

import java.util.List;
import java.util.function.Function;

import io.netty.channel.Channel;
import io.tickrelay.downstream.access.TokenBucket;
import io.tickrelay.downstream.access.ConnectionLimiter;
import io.tickrelay.downstream.contract.Caller;
import io.tickrelay.downstream.contract.ErrorCode;
import io.tickrelay.downstream.contract.Refusal;
import io.tickrelay.downstream.contract.Transport;
import io.tickrelay.downstream.http.NettyConnections;
import io.tickrelay.downstream.http.Handshake;
import io.tickrelay.downstream.http.PlainRequest;
import io.tickrelay.downstream.http.Problems;
import io.tickrelay.downstream.session.ClientSession;
import io.tickrelay.downstream.session.Clients;
import io.tickrelay.downstream.session.DownstreamProperties;
import io.tickrelay.hub.WireFormat;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;

import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ServerWebExchange;

/**
 * Makes WebSockets of requests. Upgrades through Reactor Netty itself, not through
 * Spring's abstraction of it. The client's lane writes whole frames to the channel behind
 * the WebSocket encoder, for the same reasons as over SSE.
 */
public final class WebSockets {

	// Pings and parts of messages are cheaper than commands, and there may be more of
	// them.
	private static final int FRAMES_PER_COMMAND = 10;

	private final Clients clients;

	private final Problems problems;

	private final ConnectionLimiter connectionLimiter;

	private final DownstreamProperties properties;

	private final int largestMessage;

	/**
	 * Creates what upgrades requests.
	 * @param clients knows the sessions
	 * @param problems writes the refusals
	 * @param connectionLimiter knows whether there is room
	 * @param properties limits of messages and commands
	 */
	public WebSockets(Clients clients, Problems problems, ConnectionLimiter connectionLimiter,
			DownstreamProperties properties) {
		this.clients = clients;
		this.problems = problems;
		this.connectionLimiter = connectionLimiter;
		this.properties = properties;
		this.largestMessage = Math.toIntExact(properties.maxMessageSize().toBytes());
	}

	/**
	 * Refuses what can't become a WebSocket.
	 * @param exchange the request, not yet answered
	 * @return completes when the refusal is sent; null where there is nothing to refuse
	 */
	public @Nullable Mono<Void> refuse(ServerWebExchange exchange) {
		Handshake.Refusal refusal = Handshake.refusal(exchange.getRequest());
		if (refusal == null) {
			return null;
		}
		exchange.getResponse().getHeaders().setAll(refusal.fields());
		return this.problems.refuse(exchange, refusal.status(), ErrorCode.BAD_REQUEST, refusal.message(), List.of());
	}

	/**
	 * Answers the handshake and lets the talk begin, where there is room for the client.
	 * @param exchange a request that is not to be refused
	 * @param transport which protocol is spoken
	 * @param format its ticks
	 * @param opener its talks
	 * @return completes when the handshake is answered
	 */
	public Mono<Void> upgrade(ServerWebExchange exchange, Transport transport, WireFormat format,
			WebSocketDialect.Opener opener) {
		Refusal drain = this.clients.drainRefusal();
		if (transport == Transport.COMPAT && drain != null) {
			// The vendor's SDKs forget their backoff once a socket is open, whatever
			// comes then.
			return this.problems.turnAway(exchange, drain);
		}
		HttpServerResponse response = ServerHttpResponseDecorator.getNativeResponse(exchange.getResponse());
		return this.connectionLimiter.admit(Caller.behind(exchange), exchange.getRequest().getRemoteAddress(),
				NettyConnections.channelOf(response), () -> talk(exchange, response, transport, format, opener),
				(refusal) -> this.problems.turnAway(exchange, refusal));
	}

	/**
	 * Prepares a talk with a client that came the short way.
	 * @param request the handshake
	 * @param caller who is behind it
	 * @param transport which protocol is spoken
	 * @param format its ticks
	 * @param opener its talks
	 * @return answers the handshake and begins; null where that has to be refused
	 */
	public @Nullable Runnable prepare(PlainRequest request, Caller caller, Transport transport, WireFormat format,
			WebSocketDialect.Opener opener) {
		if (Handshake.refusal(request.headers()) != null || this.clients.drainRefusal() != null) {
			return null;
		}
		return () -> open(request.channel(), caller, transport, format, opener).beginAlone(Handshake.head(request));
	}

	private Mono<Void> talk(ServerWebExchange exchange, HttpServerResponse response, Transport transport,
			WireFormat format, WebSocketDialect.Opener opener) {
		Caller caller = Caller.behind(exchange);
		// Not compressed: that would be work for every client and every tick.
		WebsocketServerSpec spec = Handshake.spec(exchange.getRequest())
			.maxFramePayloadLength(this.largestMessage)
			.compress(false)
			.build();
		// It completes with the handshake, and the talk goes on: nothing of what answered
		// the request is kept for it.
		Function<Channel, Mono<Void>> upgrade = (channel) -> Mono
			.from(response.sendWebsocket((_, _) -> Flux.using(() -> open(channel, caller, transport, format, opener),
					ClientSocket::run, ClientSocket::close), spec));
		// Commits the response to Spring, which then keeps its hands off it.
		return exchange.getResponse().setComplete().then(Handshake.answer(response, upgrade));
	}

	private ClientSocket open(Channel channel, Caller caller, Transport transport, WireFormat format,
			WebSocketDialect.Opener opener) {
		ClientSession session = this.clients.open(caller, transport, channel, format);
		TokenBucket tokenBucket = new TokenBucket(FRAMES_PER_COMMAND * this.properties.commandsPerSecond(),
				FRAMES_PER_COMMAND * this.properties.commandBurst(), System.nanoTime());
		return new ClientSocket(session, opener.open(session, channel.eventLoop()), tokenBucket, this.largestMessage);
	}

}
