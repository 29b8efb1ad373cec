package io.tickrelay.downstream.ws;

import java.util.List;

import io.tickrelay.downstream.Caller;
import io.tickrelay.downstream.ErrorCode;
import io.tickrelay.downstream.LastEventIds;
import io.tickrelay.downstream.PlainRequest;
import io.tickrelay.downstream.Problems;
import io.tickrelay.downstream.StreamQuery;
import io.tickrelay.downstream.StreamRoute;
import io.tickrelay.downstream.Transport;
import io.tickrelay.downstream.WebSockets;
import io.tickrelay.hub.outbox.Delivery;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpStatus;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;

/**
 * {@code GET /v1/ws}.
 */
final class WebSocketHandler implements WebHandler, StreamRoute {

	private final WebSockets sockets;

	private final Problems problems;

	private final WebSocketProtocol protocol;

	private final LastEventIds lastEvents;

	WebSocketHandler(WebSockets sockets, Problems problems, WebSocketProtocol protocol, LastEventIds lastEvents) {
		this.sockets = sockets;
		this.problems = problems;
		this.protocol = protocol;
		this.lastEvents = lastEvents;
	}

	@Override
	public Transport transport() {
		return Transport.WS;
	}

	@Override
	public @Nullable Runnable prepare(PlainRequest request, Caller caller) {
		if (!(StreamQuery.of(request.query(), Delivery.ALL) instanceof StreamQuery.Good asked)) {
			return null;
		}
		StreamQuery.Good query = asked.resumingAfter(this.lastEvents.newest(request.headers(), request.query()));
		return this.sockets.prepare(request, caller, Transport.WS, this.protocol.format(),
				(session, loop) -> new WebSocketConnection(session, loop, this.protocol, query));
	}

	@Override
	public Mono<Void> handle(ServerWebExchange exchange) {
		Mono<Void> refusal = this.sockets.refuse(exchange);
		if (refusal != null) {
			return refusal;
		}
		return switch (StreamQuery.of(exchange.getRequest().getQueryParams(), Delivery.ALL)) {
			case StreamQuery.Bad(String message) ->
				this.problems.refuse(exchange, HttpStatus.BAD_REQUEST, ErrorCode.BAD_REQUEST, message, List.of());
			case StreamQuery.Good asked -> {
				StreamQuery.Good query = asked.resumingAfter(this.lastEvents.newest(exchange.getRequest().getHeaders(),
						exchange.getRequest().getQueryParams()));
				yield this.sockets.upgrade(exchange, Transport.WS, this.protocol.format(),
						(session, loop) -> new WebSocketConnection(session, loop, this.protocol, query));
			}
		};
	}

}
