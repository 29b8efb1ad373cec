package io.tickrelay.downstream.security;

import java.time.Duration;
import java.util.List;

import io.tickrelay.downstream.contract.Caller;
import io.tickrelay.downstream.contract.ErrorCode;
import io.tickrelay.downstream.contract.Refusal;
import io.tickrelay.downstream.http.Problems;
import io.tickrelay.downstream.wire.TicketWriter;
import reactor.core.publisher.Mono;

import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebExchange;

/**
 * {@code /v1/tickets}: a ticket for each client that is let in. What stands in the
 * request's body is of no interest.
 */
final class TicketHandler implements HandlerFunction<ServerResponse> {

	static final String PATH = "/v1/tickets";

	private final Tickets tickets;

	private final TicketWriter writer;

	private final Problems problems;

	TicketHandler(Tickets tickets, TicketWriter writer, Problems problems) {
		this.tickets = tickets;
		this.writer = writer;
		this.problems = problems;
	}

	@Override
	public Mono<ServerResponse> handle(ServerRequest request) {
		ServerWebExchange exchange = request.exchange();
		if (!request.method().equals(HttpMethod.POST)) {
			exchange.getResponse().getHeaders().set(HttpHeaders.ALLOW, HttpMethod.POST.name());
			return this.problems
				.refuse(exchange, HttpStatus.METHOD_NOT_ALLOWED, ErrorCode.BAD_REQUEST, "Tickets are got with POST",
						List.of())
				.then(Mono.empty());
		}
		String ticket = this.tickets.issue(Caller.behind(exchange));
		if (ticket == null) {
			return this.problems
				.turnAway(exchange,
						new Refusal(ErrorCode.RATE_LIMITED, HttpStatus.TOO_MANY_REQUESTS, Duration.ofSeconds(2),
								"Too many tickets are open; use those that you have, or wait until they end"))
				.then(Mono.empty());
		}
		return ServerResponse.ok()
			.contentType(MediaType.APPLICATION_JSON)
			.cacheControl(CacheControl.noStore())
			.bodyValue(this.writer.ticket(ticket, this.tickets.ttl()));
	}

}
