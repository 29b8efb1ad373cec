package io.tickrelay.downstream.security;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;

/**
 * Asks the tokens' issuer for its keys, now and then. Spring Security asks once more for
 * each token that names an unknown key, and any client can make such tokens. So there is
 * one request at a time, and its answer serves all for a while. An issuer that does not
 * answer keeps no client waiting for long. Safe for any thread.
 */
final class IssuersKeys implements ExchangeFilterFunction {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	/** How long a new key may go unnoticed. */
	private static final Duration GOOD_FOR = Duration.ofSeconds(10);

	private static final Duration BAD_FOR = Duration.ofSeconds(1);

	// One or two: of the keys, and of where they are. All are the settings', or the
	// issuer's own.
	private final Map<URI, Mono<String>> answers = new ConcurrentHashMap<>();

	@Override
	public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
		return this.answers.computeIfAbsent(request.url(), (url) -> ask(request, next))
			.map((json) -> ClientResponse.create(HttpStatus.OK)
				.header(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON_VALUE)
				.body(json)
				.build());
	}

	private static Mono<String> ask(ClientRequest request, ExchangeFunction next) {
		return Mono.defer(() -> next.exchange(request))
			.flatMap((answer) -> answer.statusCode().is2xxSuccessful() ? answer.bodyToMono(String.class)
					: answer.createError())
			.switchIfEmpty(Mono.error(() -> new IllegalStateException("Nothing at " + request.url())))
			.timeout(PATIENCE)
			.cache((json) -> GOOD_FOR, (failure) -> BAD_FOR, () -> BAD_FOR);
	}

}
