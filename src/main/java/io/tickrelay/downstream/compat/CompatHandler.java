package io.tickrelay.downstream.compat;

import java.util.List;
import java.util.Objects;

import io.tickrelay.downstream.admission.StreamRoute;
import io.tickrelay.downstream.contract.Caller;
import io.tickrelay.downstream.contract.CompatDoor;
import io.tickrelay.downstream.contract.ErrorCode;
import io.tickrelay.downstream.contract.Transport;
import io.tickrelay.downstream.http.PlainRequest;
import io.tickrelay.downstream.http.Problems;
import io.tickrelay.downstream.websocket.WebSockets;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.TopicParser;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;

/**
 * {@code GET /ws?business=crypto&apikey=KEY}. Refuses in the handshake what the vendor
 * refuses there.
 */
final class CompatHandler implements WebHandler, StreamRoute {

	static final String BUSINESS = "business";

	private final TopicParser parser;

	private final WebSockets sockets;

	private final Problems problems;

	private final CompatProtocol protocol;

	CompatHandler(TopicParser parser, WebSockets sockets, Problems problems, CompatProtocol protocol) {
		this.parser = parser;
		this.sockets = sockets;
		this.problems = problems;
		this.protocol = protocol;
	}

	@Override
	public Transport transport() {
		return Transport.COMPAT;
	}

	@Override
	public @Nullable Runnable prepare(PlainRequest request, Caller caller) {
		String inUrl = request.query().getFirst(CompatDoor.KEY);
		String key = (inUrl != null) ? inUrl : request.headers().getFirst(CompatDoor.KEY_HEADER);
		Business business = this.parser.business(Objects.requireNonNullElse(request.query().getFirst(BUSINESS), ""));
		if (business == null || !isAdmitted(caller, key)) {
			return null;
		}
		return this.sockets.prepare(request, caller, Transport.COMPAT, this.protocol.format(),
				(session, loop) -> new CompatConnection(session, loop, this.protocol, business));
	}

	@Override
	public Mono<Void> handle(ServerWebExchange exchange) {
		ServerHttpRequest request = exchange.getRequest();
		Mono<Void> refusal = this.sockets.refuse(exchange);
		if (refusal != null) {
			return refusal;
		}
		if (!isAdmitted(Caller.behind(exchange), request.getHeaders().getFirst(CompatDoor.KEY_HEADER))) {
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
		return this.sockets.upgrade(exchange, Transport.COMPAT, this.protocol.format(),
				(session, loop) -> new CompatConnection(session, loop, this.protocol, business));
	}

	/**
	 * Whether a credential was checked. Where none is, there has to be a key of any kind,
	 * as with the vendor.
	 */
	private static boolean isAdmitted(Caller caller, @Nullable String key) {
		return !caller.equals(Caller.ANYBODY) || (key != null && !key.isBlank());
	}

}
