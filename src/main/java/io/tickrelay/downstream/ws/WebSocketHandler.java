package io.tickrelay.downstream.ws;

import java.util.List;

import io.tickrelay.downstream.Clients;
import io.tickrelay.downstream.ErrorCode;
import io.tickrelay.downstream.HastyClientFilter;
import io.tickrelay.downstream.Problems;
import io.tickrelay.downstream.StreamQuery;
import io.tickrelay.hub.Delivery;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;

import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;

/**
 * {@code GET /v1/ws}. Upgrades through Reactor Netty itself, not through Spring's
 * abstraction of it: the client's lane writes whole frames to the channel behind the
 * WebSocket encoder, for the same reasons as on the SSE side.
 */
final class WebSocketHandler implements WebHandler {

	// Not compressed: that would be work for every client and every tick.
	private static final WebsocketServerSpec SPEC = WebsocketServerSpec.builder()
		.maxFramePayloadLength(ClientFrames.LARGEST_MESSAGE)
		.compress(false)
		.build();

	private final Clients clients;

	private final Problems problems;

	private final WebSocketProtocol protocol;

	WebSocketHandler(Clients clients, Problems problems, WebSocketProtocol protocol) {
		this.clients = clients;
		this.problems = problems;
		this.protocol = protocol;
	}

	@Override
	public Mono<Void> handle(ServerWebExchange exchange) {
		Handshake.Refusal refusal = Handshake.refusal(exchange.getRequest());
		if (refusal != null) {
			exchange.getResponse().getHeaders().setAll(refusal.fields());
			return this.problems.refuse(exchange, refusal.status(), ErrorCode.BAD_REQUEST, refusal.message(),
					List.of());
		}
		return switch (StreamQuery.of(exchange.getRequest().getQueryParams(), Delivery.ALL)) {
			case StreamQuery.Bad(String message) ->
				this.problems.refuse(exchange, HttpStatus.BAD_REQUEST, ErrorCode.BAD_REQUEST, message, List.of());
			case StreamQuery.Good query -> upgrade(exchange, query);
		};
	}

	private Mono<Void> upgrade(ServerWebExchange exchange, StreamQuery.Good query) {
		HttpServerResponse nativeResponse = ServerHttpResponseDecorator.getNativeResponse(exchange.getResponse());
		// Commits the response to Spring, which then keeps its hands off it.
		return exchange.getResponse().setComplete().then(Mono.defer(() -> {
			nativeResponse.withConnection((connection) -> connection.channel()
				.pipeline()
				.addBefore(NettyPipeline.ReactiveBridge, null, new HastyClientFilter()));
			return Mono.from(nativeResponse.sendWebsocket((inbound, outbound) -> Flux.using(
					() -> WebSocketConnection.open(inbound, this.clients, this.protocol, query),
					WebSocketConnection::run, WebSocketConnection::close), SPEC));
		}));
	}

}
