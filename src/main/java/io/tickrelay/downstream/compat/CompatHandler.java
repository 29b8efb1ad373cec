package io.tickrelay.downstream.compat;

import java.util.List;
import java.util.Objects;

import io.tickrelay.downstream.Clients;
import io.tickrelay.downstream.ErrorCode;
import io.tickrelay.downstream.HastyClientFilter;
import io.tickrelay.downstream.Problems;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.TopicParser;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;

/**
 * {@code GET /ws?business=crypto&apikey=KEY}. Refuses in the handshake what the vendor
 * refuses there, and upgrades through Reactor Netty itself, as {@code /v1/ws} does.
 */
final class CompatHandler implements WebHandler {

	static final String PATH = "/ws";

	static final String BUSINESS = "business";

	/** What a client may send in one message. */
	static final int LARGEST_MESSAGE = 64 * 1024;

	private static final WebsocketServerSpec SPEC = WebsocketServerSpec.builder()
		.maxFramePayloadLength(LARGEST_MESSAGE)
		// Answered by the session, in a bounded queue: a client may ping and never read.
		.handlePing(true)
		.build();

	private final TopicParser parser;

	private final Clients clients;

	private final Problems problems;

	private final CompatProtocol protocol;

	CompatHandler(TopicParser parser, Clients clients, Problems problems, CompatProtocol protocol) {
		this.parser = parser;
		this.clients = clients;
		this.problems = problems;
		this.protocol = protocol;
	}

	@Override
	public Mono<Void> handle(ServerWebExchange exchange) {
		ServerHttpRequest request = exchange.getRequest();
		if (!"websocket".equalsIgnoreCase(request.getHeaders().getUpgrade())) {
			exchange.getResponse().getHeaders().set(HttpHeaders.UPGRADE, "websocket");
			return this.problems.refuse(exchange, HttpStatus.UPGRADE_REQUIRED, ErrorCode.BAD_REQUEST,
					"This resource is a WebSocket; without one, read /v1/stream", List.of());
		}
		if (!isAdmitted(request.getHeaders().getFirst(KeyOutOfUrl.HEADER))) {
			exchange.getResponse().getHeaders().set(HttpHeaders.WWW_AUTHENTICATE, "apikey realm=\"key\"");
			return this.problems.refuse(exchange, HttpStatus.UNAUTHORIZED, ErrorCode.UNAUTHORIZED,
					"Add your key to the URL, as in /ws?business=crypto&apikey=KEY", List.of());
		}
		String name = Objects.requireNonNullElse(request.getQueryParams().getFirst(BUSINESS), "");
		Business business = this.parser.business(name);
		if (business == null) {
			return this.problems.refuse(exchange, HttpStatus.NOT_FOUND, ErrorCode.UNKNOWN_BUSINESS,
					"Name a business in the URL, as in /ws?business=crypto&apikey=KEY. Served are "
							+ this.parser.servedBusinesses(),
					List.of());
		}
		return upgrade(exchange, business);
	}

	/** The one place that judges a client's key: today any will do. */
	private static boolean isAdmitted(@Nullable String key) {
		return key != null && !key.isBlank();
	}

	private Mono<Void> upgrade(ServerWebExchange exchange, Business business) {
		HttpServerResponse nativeResponse = ServerHttpResponseDecorator.getNativeResponse(exchange.getResponse());
		// Commits the response to Spring, which then keeps its hands off it.
		return exchange.getResponse().setComplete().then(Mono.defer(() -> {
			nativeResponse.withConnection((connection) -> connection.channel()
				.pipeline()
				.addBefore(NettyPipeline.ReactiveBridge, null, new HastyClientFilter()));
			return Mono.from(
					nativeResponse.sendWebsocket(
							(inbound,
									outbound) -> Flux.using(() -> CompatConnection.open(inbound, outbound, this.clients,
											this.protocol, business), CompatConnection::run, CompatConnection::close),
							SPEC));
		}));
	}

}
