package io.tickrelay.downstream.security;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

import io.tickrelay.downstream.access.OriginFilter;
import io.tickrelay.downstream.contract.ErrorCode;
import io.tickrelay.downstream.contract.Refusal;
import io.tickrelay.downstream.contract.Transport;
import io.tickrelay.downstream.http.Problems;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.server.ServerAuthenticationEntryPoint;
import org.springframework.security.web.server.WebFilterExchange;
import org.springframework.security.web.server.authentication.ServerAuthenticationFailureHandler;
import org.springframework.security.web.server.authorization.ServerAccessDeniedHandler;
import org.springframework.web.server.ServerWebExchange;

/**
 * The answers to requests without a credential, with a bad one, or with one that may not.
 */
final class CredentialRefusals
		implements ServerAuthenticationEntryPoint, ServerAuthenticationFailureHandler, ServerAccessDeniedHandler {

	private static final Logger log = LoggerFactory.getLogger(CredentialRefusals.class);

	private static final Duration SOON = Duration.ofSeconds(5);

	private static final Duration QUIET = Duration.ofSeconds(30);

	private final Problems problems;

	private final AtomicLong quietUntilNs = new AtomicLong(System.nanoTime());

	CredentialRefusals(Problems problems) {
		this.problems = problems;
	}

	/** None was shown. */
	@Override
	public Mono<Void> commence(ServerWebExchange exchange, AuthenticationException ex) {
		return withoutKey(exchange);
	}

	/** None was shown, or none that counts. */
	Mono<Void> withoutKey(ServerWebExchange exchange) {
		return unauthorized(exchange, isCompat(exchange)
				? "Add your key to the URL, as in /ws?business=crypto&apikey=KEY"
				: "Send your key or token in X-API-Key or Authorization: Bearer; a browser's EventSource or WebSocket"
						+ " sends a ticket from POST /v1/tickets as ?ticket=");
	}

	/** A bad one was shown. */
	@Override
	public Mono<Void> onAuthenticationFailure(WebFilterExchange webFilterExchange, AuthenticationException ex) {
		ServerWebExchange exchange = webFilterExchange.getExchange();
		if (ex instanceof AuthenticationServiceException) {
			return outOfOrder(exchange, ex);
		}
		return unauthorized(exchange, Objects.requireNonNullElse(ex.getMessage(), "The credential is not good here"));
	}

	/** A good one was shown, and it is not enough. */
	@Override
	public Mono<Void> handle(ServerWebExchange exchange, AccessDeniedException denied) {
		if (isCompat(exchange)) {
			// The vendor's SDKs stop on 401 and come back after everything else.
			return unauthorized(exchange, "This key is good, but it may not use /ws");
		}
		return this.problems.refuse(exchange, HttpStatus.FORBIDDEN, ErrorCode.NOT_ENTITLED,
				"This credential is good, but not for this resource", List.of());
	}

	/** A page of another site, without a credential. */
	Mono<Void> foreign(ServerWebExchange exchange) {
		return OriginFilter.refuse(exchange, this.problems);
	}

	/** Without the tokens' keys no token can be checked. */
	Mono<Void> outOfOrder(ServerWebExchange exchange, Throwable cause) {
		long nowNs = System.nanoTime();
		long quietUntilNs = this.quietUntilNs.get();
		// Clients come by the thousand then, and come back.
		if (nowNs - quietUntilNs >= 0 && this.quietUntilNs.compareAndSet(quietUntilNs, nowNs + QUIET.toNanos())) {
			log.atWarn()
				.addKeyValue("reason", NestedExceptionUtils.getMostSpecificCause(cause).getMessage())
				.log("Clients' tokens can't be judged");
		}
		return this.problems.turnAway(exchange, new Refusal(ErrorCode.UPSTREAM_UNAVAILABLE,
				HttpStatus.SERVICE_UNAVAILABLE, SOON, "Tokens can't be judged now; come back in a few seconds"));
	}

	private Mono<Void> unauthorized(ServerWebExchange exchange, String detail) {
		exchange.getResponse()
			.getHeaders()
			.set(HttpHeaders.WWW_AUTHENTICATE,
					isCompat(exchange) ? "apikey realm=\"key\"" : "Bearer realm=\"tickrelay\"");
		return this.problems.refuse(exchange, HttpStatus.UNAUTHORIZED, ErrorCode.UNAUTHORIZED, detail, List.of());
	}

	private boolean isCompat(ServerWebExchange exchange) {
		return Transport.COMPAT.isAt(exchange.getRequest().getPath().pathWithinApplication());
	}

}
