package io.tickrelay.downstream.access;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

import io.tickrelay.downstream.contract.ErrorCode;
import io.tickrelay.downstream.http.OwnOrigin;
import io.tickrelay.downstream.http.Problems;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.CorsProcessor;
import org.springframework.web.cors.reactive.CorsUtils;
import org.springframework.web.cors.reactive.DefaultCorsProcessor;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Tells pages of other sites from the relay's own and from named ones. A browser asks no
 * server before it opens a WebSocket anywhere, so the handshake is held to the same list
 * as the rest.
 *
 * <p>
 * Programs send an {@code Origin}, too, and often that of another host. A credential
 * which a page can't have tells them from pages. It is not checked yet here, so a request
 * is only marked as foreign, and whatever checks credentials refuses it without one.
 */
public final class OriginFilter implements WebFilter {

	private static final List<String> VARY = List.of(HttpHeaders.ORIGIN, HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD,
			HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);

	private static final String VARY_LINES = VARY.stream()
		.map((field) -> "Vary: " + field + "\r\n")
		.collect(Collectors.joining());

	private final CorsProcessor processor = new DefaultCorsProcessor();

	private final CorsConfiguration rules = new CorsConfiguration();

	private final Problems problems;

	/**
	 * Creates a filter.
	 * @param allowedOrigins beside the relay's own
	 * @param problems writes the refusals
	 */
	public OriginFilter(List<String> allowedOrigins, Problems problems) {
		this.problems = problems;
		if (allowedOrigins.contains(CorsConfiguration.ALL)) {
			// As a pattern, which is answered with the page's own origin. A browser
			// takes no star with credentials.
			this.rules.setAllowedOriginPatterns(List.of(CorsConfiguration.ALL));
		}
		else {
			this.rules.setAllowedOrigins(allowedOrigins);
		}
		this.rules.setAllowCredentials(true);
		this.rules.setAllowedMethods(List.of(HttpMethod.GET.name(), HttpMethod.HEAD.name(), HttpMethod.POST.name()));
		this.rules.setAllowedHeaders(List.of(CorsConfiguration.ALL));
		this.rules.setExposedHeaders(List.of("Retry-After"));
		this.rules.setMaxAge(Duration.ofHours(1));
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		ServerHttpRequest request = exchange.getRequest();
		if (CorsUtils.isPreFlightRequest(request)) {
			return this.processor.process(this.rules, exchange) ? Mono.empty() : refuse(exchange, this.problems);
		}
		List<String> origins = origins(request.getHeaders());
		if (!origins.isEmpty() && origins.stream().allMatch((origin) -> this.rules.checkOrigin(origin) != null)) {
			return this.processor.process(this.rules, exchange) ? chain.filter(exchange)
					: refuse(exchange, this.problems);
		}
		exchange.getResponse().getHeaders().addAll(HttpHeaders.VARY, VARY);
		if (!origins.stream().allMatch((origin) -> OwnOrigin.is(origin, request.getURI()))) {
			OwnOrigin.markForeign(exchange);
		}
		return chain.filter(exchange);
	}

	/**
	 * What the head of an answer has where the request comes from no page of another
	 * site.
	 * @param headers the request's fields
	 * @param asked the request's URL
	 * @return lines that end with CR and LF; null where that has to be looked at more
	 * closely
	 */
	public @Nullable String lines(HttpHeaders headers, URI asked) {
		List<String> origins = origins(headers);
		if (origins.isEmpty()) {
			return VARY_LINES;
		}
		String origin = origins.getFirst();
		boolean own = OwnOrigin.is(origin, asked);
		boolean allowed = this.rules.checkOrigin(origin) != null;
		if (origins.size() > 1 || own == allowed) {
			return null;
		}
		return own ? VARY_LINES
				: VARY_LINES + "Access-Control-Allow-Origin: " + origin + "\r\nAccess-Control-Expose-Headers: "
						+ HttpHeaders.RETRY_AFTER + "\r\nAccess-Control-Allow-Credentials: true\r\n";
	}

	private static List<String> origins(HttpHeaders headers) {
		return headers.getOrEmpty(HttpHeaders.ORIGIN).stream().filter((origin) -> !origin.isBlank()).toList();
	}

	/**
	 * Refuses a page of another site.
	 * @param exchange the request, not yet answered
	 * @param problems writes the refusal
	 * @return completes when the answer is sent
	 */
	public static Mono<Void> refuse(ServerWebExchange exchange, Problems problems) {
		return problems.refuse(exchange, HttpStatus.FORBIDDEN, ErrorCode.FORBIDDEN,
				"Pages of this origin are not let in; it can be added to relay.downstream.allowed-origins", List.of());
	}

}
