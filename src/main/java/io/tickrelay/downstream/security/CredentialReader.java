package io.tickrelay.downstream.security;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.tickrelay.downstream.CompatDoor;
import io.tickrelay.downstream.OriginFilter;
import io.tickrelay.downstream.Transport;
import io.tickrelay.downstream.security.PresentedCredential.Kind;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.server.authentication.ServerAuthenticationConverter;
import org.springframework.web.server.ServerWebExchange;

/**
 * Finds the credentials of a request: {@code X-API-Key}, on {@code /ws} the vendor's
 * {@code apikey}, which is in a header by then, for streams a ticket in the URL, and
 * {@code Authorization: Bearer}. A key in a URL would end in logs and histories, so it is
 * not looked for there.
 *
 * <p>
 * Proxies and other sites put credentials of their own into the same headers. Other
 * schemes, and what can be no credential of this relay, are passed over. A Bearer token
 * may be another's, so it comes last.
 */
final class CredentialReader implements ServerAuthenticationConverter {

	private static final String BEARER = "Bearer ";

	private static final int LONGEST = 8192;

	/** Each costs a judgement. */
	private static final int MOST = 8;

	@Override
	public Mono<Authentication> convert(ServerWebExchange exchange) {
		return Mono.defer(() -> Mono.justOrEmpty(read(exchange)));
	}

	private static @Nullable Authentication read(ServerWebExchange exchange) {
		ServerHttpRequest request = exchange.getRequest();
		HttpHeaders headers = request.getHeaders();
		PathContainer path = request.getPath().pathWithinApplication();
		Stream<String> keys = headers.getOrEmpty("X-API-Key").stream();
		if (Transport.COMPAT.isAt(path)) {
			keys = Stream.concat(keys, headers.getOrEmpty(CompatDoor.KEY_HEADER).stream());
		}
		// A page may have a ticket, so it does not make up for a foreign origin.
		boolean ticketed = (Transport.SSE.isAt(path) || Transport.WS.isAt(path)) && !OriginFilter.isForeign(exchange);
		Stream<String> tickets = ticketed ? request.getQueryParams().getOrDefault("ticket", List.of()).stream()
				: Stream.empty();
		Stream<String> bearers = headers.getOrEmpty(HttpHeaders.AUTHORIZATION)
			.stream()
			.flatMap(CredentialReader::bearers);
		List<PresentedCredential> shown = Stream
			.of(all(Kind.SECRET, keys), all(Kind.TICKET, tickets), all(Kind.SECRET, bearers))
			.flatMap((credentials) -> credentials)
			.distinct()
			.limit(MOST)
			.toList();
		return shown.isEmpty() ? null : new PresentedCredentials(shown);
	}

	private static Stream<PresentedCredential> all(Kind kind, Stream<String> secrets) {
		return secrets.filter(Objects::nonNull)
			.map(String::strip)
			.filter((secret) -> !secret.isEmpty() && secret.length() <= LONGEST)
			.map((secret) -> new PresentedCredential(kind, secret));
	}

	/** A proxy may have joined fields by a comma, which a key may hold as well. */
	private static Stream<String> bearers(String field) {
		Stream<String> whole = Stream.of(field);
		Stream<String> parts = (field.indexOf(',') < 0) ? Stream.empty() : Arrays.stream(field.split(","));
		return Stream.concat(whole, parts)
			.map(String::strip)
			.filter((item) -> item.regionMatches(true, 0, BEARER, 0, BEARER.length()))
			.map((item) -> item.substring(BEARER.length()));
	}

}
