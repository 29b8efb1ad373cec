package io.tickrelay.downstream.sse;

import java.util.List;
import java.util.concurrent.Callable;

import io.netty.channel.Channel;
import io.tickrelay.downstream.access.ConnectionLimiter;
import io.tickrelay.downstream.admission.StreamRoute;
import io.tickrelay.downstream.contract.Caller;
import io.tickrelay.downstream.contract.ErrorCode;
import io.tickrelay.downstream.contract.LastEventIds;
import io.tickrelay.downstream.contract.Refusal;
import io.tickrelay.downstream.contract.StreamQuery;
import io.tickrelay.downstream.contract.Transport;
import io.tickrelay.downstream.contract.RequestedStreams;
import io.tickrelay.downstream.http.NettyConnections;
import io.tickrelay.downstream.http.PlainRequest;
import io.tickrelay.downstream.http.Problems;
import io.tickrelay.downstream.session.Clients;
import io.tickrelay.hub.outbox.Delivery;
import io.tickrelay.tick.TopicParser;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;

/**
 * {@code GET /v1/stream}. WebFlux answers the request and sends the head; from there on
 * the client's lane writes to the channel itself, and the connection is no longer the
 * server's. That is the one seam to Reactor Netty on this path. A body without chunk
 * framing, ended by the connection's end, has the same bytes for every client. No
 * operator of a client stands on the tick path. A stream of HTTP/2 gets the same bytes in
 * front of its codec, while its response's own publisher stays silent. The server keeps
 * the connection for other streams.
 */
final class SseHandler implements WebHandler, StreamRoute {

	static final String CACHE_CONTROL = "no-cache, no-transform";

	private static final byte[] NOTHING = {};

	private final TopicParser parser;

	private final Clients clients;

	private final Problems problems;

	private final ConnectionLimiter connectionLimiter;

	private final SseGreeting greeting;

	private final LastEventIds lastEvents;

	SseHandler(TopicParser parser, Clients clients, Problems problems, ConnectionLimiter connectionLimiter,
			SseGreeting greeting, LastEventIds lastEvents) {
		this.parser = parser;
		this.clients = clients;
		this.problems = problems;
		this.connectionLimiter = connectionLimiter;
		this.greeting = greeting;
		this.lastEvents = lastEvents;
	}

	@Override
	public Transport transport() {
		return Transport.SSE;
	}

	@Override
	public @Nullable Runnable prepare(PlainRequest request, Caller caller) {
		if (request.headers().containsHeader(HttpHeaders.UPGRADE) || !acceptsEvents(request.headers())
				|| this.clients.drainRefusal() != null
				|| !(StreamQuery.of(request.query(), Delivery.CONFLATE) instanceof StreamQuery.Good asked)) {
			return null;
		}
		StreamQuery.Good query = asked.resumingAfter(this.lastEvents.newest(request.headers(), request.query()));
		RequestedStreams requestedStreams = RequestedStreams.of(this.parser, query.names())
			.within(caller.entitlements());
		return requestedStreams.topics().isEmpty() ? null
				: () -> SseConnection.beginAlone(request, caller, this.clients, this.greeting, requestedStreams, query);
	}

	@Override
	public Mono<Void> handle(ServerWebExchange exchange) {
		if (!exchange.getRequest().getMethod().equals(HttpMethod.GET)) {
			exchange.getResponse().getHeaders().set(HttpHeaders.ALLOW, HttpMethod.GET.name());
			return this.problems.refuse(exchange, HttpStatus.METHOD_NOT_ALLOWED, ErrorCode.BAD_REQUEST,
					"Streams are read with GET", List.of());
		}
		if (!acceptsEvents(exchange.getRequest().getHeaders())) {
			return this.problems.refuse(exchange, HttpStatus.NOT_ACCEPTABLE, ErrorCode.BAD_REQUEST,
					"This resource is text/event-stream; accept that, or use the WebSocket at /v1/ws", List.of());
		}
		return switch (StreamQuery.of(exchange.getRequest().getQueryParams(), Delivery.CONFLATE)) {
			case StreamQuery.Bad(String message) ->
				this.problems.refuse(exchange, HttpStatus.BAD_REQUEST, ErrorCode.BAD_REQUEST, message, List.of());
			case StreamQuery.Good asked -> {
				StreamQuery.Good query = asked.resumingAfter(this.lastEvents.newest(exchange.getRequest().getHeaders(),
						exchange.getRequest().getQueryParams()));
				Caller caller = Caller.behind(exchange);
				RequestedStreams requestedStreams = RequestedStreams.of(this.parser, query.names())
					.within(caller.entitlements());
				yield requestedStreams.topics().isEmpty()
						? this.problems.refuseStreams(exchange, requestedStreams.rejections())
						: admit(exchange, caller, requestedStreams, query);
			}
		};
	}

	private Mono<Void> admit(ServerWebExchange exchange, Caller caller, RequestedStreams requestedStreams,
			StreamQuery.Good query) {
		Refusal drain = this.clients.drainRefusal();
		if (drain != null) {
			return turnAway(exchange, drain);
		}
		ServerHttpResponse response = exchange.getResponse();
		HttpServerResponse nativeResponse = ServerHttpResponseDecorator.getNativeResponse(response);
		Channel channel = NettyConnections.channelOf(nativeResponse);
		return this.connectionLimiter.admit(caller, exchange.getRequest().getRemoteAddress(), channel, () -> {
			setHead(response);
			return stream(response, channel,
					() -> SseConnection.open(channel, caller, this.clients, this.greeting, requestedStreams, query));
		}, (refusal) -> turnAway(exchange, refusal));
	}

	/** A browser's EventSource comes back from a stream that ends, and from no error. */
	private Mono<Void> turnAway(ServerWebExchange exchange, Refusal refusal) {
		if (exchange.getRequest().getHeaders().getAccept().stream().noneMatch(SseHandler::isEventStream)) {
			return this.problems.turnAway(exchange, refusal);
		}
		this.problems.onRefused(refusal.code());
		ServerHttpResponse response = exchange.getResponse();
		setHead(response);
		return response
			.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(this.greeting.refusal(refusal))));
	}

	/** Neither chunked nor kept alive: the stream ends with its connection. */
	private static void setHead(ServerHttpResponse response) {
		HttpHeaders headers = response.getHeaders();
		headers.setContentType(MediaType.TEXT_EVENT_STREAM);
		headers.setCacheControl(CACHE_CONTROL);
		headers.set("X-Accel-Buffering", "no");
		HttpServerResponse nativeResponse = ServerHttpResponseDecorator.getNativeResponse(response);
		nativeResponse.chunkedTransfer(false).keepAlive(false);
	}

	private Mono<Void> stream(ServerHttpResponse response, Channel channel, Callable<SseConnection> opener) {
		// The head alone. Every byte of the body is the client's lane's.
		Publisher<DataBuffer> head = Mono.fromSupplier(() -> response.bufferFactory().wrap(NOTHING));
		if (NettyConnections.isWhole(channel)) {
			return response.writeAndFlushWith(Mono.just(head))
				// Which is also done where the client has gone meanwhile.
				.then(Mono.fromCallable(() -> channel.isActive() ? opener.call() : null))
				.doOnNext(SseConnection::goOnAlone)
				.then();
		}
		Flux<Publisher<DataBuffer>> silence = Flux.using(opener, (open) -> open.ended().thenMany(Flux.empty()),
				SseConnection::close);
		return response.writeAndFlushWith(Flux.just(head).concatWith(silence));
	}

	/** Whatever its parameters. */
	private static boolean isEventStream(MediaType type) {
		return type.equalsTypeAndSubtype(MediaType.TEXT_EVENT_STREAM);
	}

	private static boolean acceptsEvents(HttpHeaders headers) {
		try {
			List<MediaType> accepted = headers.getAccept();
			// What names the type outright goes before what it is only one of.
			List<MediaType> named = accepted.stream().filter(SseHandler::isEventStream).toList();
			return accepted.isEmpty() || (named.isEmpty() ? accepted : named).stream()
				.anyMatch((type) -> type.getQualityValue() > 0 && type.isCompatibleWith(MediaType.TEXT_EVENT_STREAM));
		}
		catch (InvalidMediaTypeException ex) {
			return false;
		}
	}

}
