package io.tickrelay.downstream.http;

import java.util.List;

import io.tickrelay.downstream.contract.ErrorCode;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ServerWebExchange;

/**
 * The answer to a health check. Spring Boot leaves that of an unknown group empty; here
 * it has the problem document of every other unknown path.
 */
public final class ProbeAnswer extends ServerHttpResponseDecorator {

	private final ServerWebExchange exchange;

	private final Problems problems;

	private ProbeAnswer(ServerWebExchange exchange, Problems problems) {
		super(exchange.getResponse());
		this.exchange = exchange;
		this.problems = problems;
	}

	/**
	 * Shapes the answer to a probe.
	 * @param exchange the probe's
	 * @param problems writes what is refused
	 * @return the exchange to go on with
	 */
	public static ServerWebExchange in(ServerWebExchange exchange, Problems problems) {
		return exchange.mutate().response(new ProbeAnswer(exchange, problems)).build();
	}

	@Override
	public Mono<Void> setComplete() {
		return (isNotFound(getStatusCode()) && !isCommitted())
				? this.problems.refuse(this.exchange, HttpStatus.NOT_FOUND, ErrorCode.BAD_REQUEST,
						"There is no such health group; /actuator/health names those that there are", List.of())
				: super.setComplete();
	}

	private static boolean isNotFound(@Nullable HttpStatusCode status) {
		return status != null && status.isSameCodeAs(HttpStatus.NOT_FOUND);
	}

}
