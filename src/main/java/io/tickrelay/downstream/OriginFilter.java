package io.tickrelay.downstream;

import java.time.Duration;
import java.util.List;

import reactor.core.publisher.Mono;

import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.CorsProcessor;
import org.springframework.web.cors.reactive.CorsUtils;
import org.springframework.web.cors.reactive.DefaultCorsProcessor;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Lets pages of other sites in only where they are named. A browser asks nobody before it
 * opens a WebSocket anywhere, with whatever its user is known by there; so the handshake
 * is held to the same list as the rest.
 */
final class OriginFilter implements WebFilter {

	private final CorsProcessor processor = new DefaultCorsProcessor();

	private final CorsConfiguration rules = new CorsConfiguration();

	private final Problems problems;

	OriginFilter(List<String> allowedOrigins, Problems problems) {
		this.problems = problems;
		this.rules.setAllowedOrigins(allowedOrigins);
		this.rules.setAllowedMethods(List.of(HttpMethod.GET.name(), HttpMethod.HEAD.name(), HttpMethod.POST.name()));
		this.rules.setAllowedHeaders(List.of(CorsConfiguration.ALL));
		this.rules.setExposedHeaders(List.of("Retry-After"));
		this.rules.setMaxAge(Duration.ofHours(1));
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		if (!this.processor.process(this.rules, exchange)) {
			return refuse(exchange,
					"Pages of this origin are not let in; it can be added to relay.downstream.allowed-origins");
		}
		return CorsUtils.isPreFlightRequest(exchange.getRequest()) ? Mono.empty() : chain.filter(exchange);
	}

	private Mono<Void> refuse(ServerWebExchange exchange, String detail) {
		return this.problems.refuse(exchange, HttpStatus.FORBIDDEN, ErrorCode.FORBIDDEN, detail, List.of());
	}

}
