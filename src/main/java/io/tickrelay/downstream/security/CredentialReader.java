package io.tickrelay.downstream.security;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.tickrelay.downstream.CompatDoor;
import io.tickrelay.downstream.OriginFilter;
import io.tickrelay.downstream.Transport;
import io.tickrelay.downstream.security.PresentedCredential.Kind;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.server.authentication.ServerAuthenticationConverter;
import org.springframework.web.server.ServerWebExchange;

/**
 * Finds the credential of a request: {@code X-API-Key}, {@code Authorization: Bearer}, on
 * {@code /ws} the vendor's {@code apikey}, which is in a header by then, and for streams
 * a ticket in the URL. A key in a URL would end in logs and histories, so it is not
 * looked for there.
 */
final class CredentialReader implements ServerAuthenticationConverter {

	private static final String BEARER = "bearer ";

	private static final int LONGEST = 8192;

	@Override
	public Mono<Authentication> convert(ServerWebExchange exchange) {
		return Mono.defer(() -> Mono.justOrEmpty(read(exchange)));
	}

	private @Nullable Authentication read(ServerWebExchange exchange) {
		ServerHttpRequest request = exchange.getRequest();
		HttpHeaders headers = request.getHeaders();
		PathContainer path = request.getPath().pathWithinApplication();
		List<PresentedCredential> shown = new ArrayList<>();
		headers.getOrEmpty("X-API-Key").forEach((key) -> shown.add(new PresentedCredential(Kind.SECRET, key.strip())));
		headers.getOrEmpty(HttpHeaders.AUTHORIZATION).forEach((field) -> shown.add(bearer(field)));
		if (Transport.COMPAT.isAt(path)) {
			headers.getOrEmpty(CompatDoor.KEY_HEADER)
				.forEach((key) -> shown.add(new PresentedCredential(Kind.SECRET, key.strip())));
		}
		// A page may have a ticket, so it does not make up for a foreign origin.
		if ((Transport.SSE.isAt(path) || Transport.WS.isAt(path)) && !OriginFilter.isForeign(exchange)) {
			request.getQueryParams()
				.getOrDefault("ticket", List.of())
				.forEach((ticket) -> shown.add(new PresentedCredential(Kind.TICKET, (ticket != null) ? ticket : "")));
		}
		if (shown.size() > 1) {
			throw new BadCredentialsException("Send one credential, not several");
		}
		if (shown.isEmpty()) {
			return null;
		}
		PresentedCredential credential = shown.getFirst();
		if (credential.getCredentials().isEmpty() || credential.getCredentials().length() > LONGEST) {
			throw new BadCredentialsException("The credential is empty or longer than any");
		}
		return credential;
	}

	private static PresentedCredential bearer(String field) {
		if (!field.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
			throw new BadCredentialsException("Authorization must be a Bearer token");
		}
		return new PresentedCredential(Kind.SECRET, field.substring(BEARER.length()).strip());
	}

}
