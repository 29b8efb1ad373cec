package io.tickrelay.downstream.ws;

import java.util.List;

import io.tickrelay.downstream.admission.StreamRoute;
import io.tickrelay.downstream.contract.Caller;
import io.tickrelay.downstream.contract.ErrorCode;
import io.tickrelay.downstream.contract.LastEventIds;
import io.tickrelay.downstream.contract.StreamQuery;
import io.tickrelay.downstream.contract.Transport;
import io.tickrelay.downstream.http.PlainRequest;
import io.tickrelay.downstream.http.Problems;
import io.tickrelay.downstream.websocket.WebSockets;
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
