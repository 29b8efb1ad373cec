package io.tickrelay.downstream.security;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.tickrelay.downstream.contract.CompatDoor;
import io.tickrelay.downstream.contract.Transport;
import io.tickrelay.downstream.http.OwnOrigin;
import io.tickrelay.downstream.security.PresentedCredential.Kind;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.server.authentication.ServerAuthenticationConverter;
import org.springframework.util.MultiValueMap;
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
final class CredentialConverter implements ServerAuthenticationConverter {

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
		PathContainer path = request.getPath().pathWithinApplication();
		Transport transport = Arrays.stream(Transport.values())
			.filter((each) -> each.isAt(path))
			.findFirst()
			.orElse(null);
		List<PresentedCredential> shown = shown(transport, request.getHeaders(), request.getQueryParams(),
				OwnOrigin.isForeign(exchange));
		return shown.isEmpty() ? null : new PresentedCredentials(shown);
	}

	/**
	 * What a request shows.
	 * @param transport what it asks for; null where that is no stream
	 * @param headers its fields
	 * @param query the URL's parameters, decoded, with the vendor's key or without
	 * @param foreign whether it may come from a page of another site
	 * @return in the order in which it is checked
	 */
	static List<PresentedCredential> shown(@Nullable Transport transport, HttpHeaders headers,
			MultiValueMap<String, String> query, boolean foreign) {
		Stream<String> keys = headers.getOrEmpty("X-API-Key").stream();
		if (transport == Transport.COMPAT) {
			String inUrl = query.getFirst(CompatDoor.KEY);
			keys = Stream.concat(keys,
					(inUrl != null) ? Stream.of(inUrl) : headers.getOrEmpty(CompatDoor.KEY_HEADER).stream());
		}
		// A page may have a ticket, so it does not make up for a foreign origin.
		boolean ticketed = (transport == Transport.SSE || transport == Transport.WS) && !foreign;
		Stream<String> tickets = ticketed ? query.getOrDefault("ticket", List.of()).stream() : Stream.empty();
		Stream<String> bearers = headers.getOrEmpty(HttpHeaders.AUTHORIZATION)
			.stream()
			.flatMap(CredentialConverter::bearers);
		return Stream.of(all(Kind.SECRET, keys), all(Kind.TICKET, tickets), all(Kind.SECRET, bearers))
			.flatMap((credentials) -> credentials)
			.distinct()
			.limit(MOST)
			.toList();
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
