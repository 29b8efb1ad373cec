package io.tickrelay.downstream.compat;

import java.net.URI;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.http.server.reactive.MockServerHttpResponse;

import static org.assertj.core.api.Assertions.assertThat;

class KeyOutOfUrlTests {

	@ParameterizedTest
	// The name of a container may be no host's name by the book.
	@ValueSource(strings = { "http://localhost:8080", "https://[::1]", "http://tick_relay:8080" })
	void movesTheKeyIntoTheHeader(String server) {
		ServerHttpRequest seen = seen(server + "/ws?apikey=a%2Bk%C3%A4y&business=crypto");
		assertThat(seen.getHeaders().get("apikey")).containsExactly("a+käy");
		assertThat(seen.getURI().toString()).isEqualTo(server + "/ws?business=crypto");
		assertThat(seen.getQueryParams()).hasSize(1).containsKey("business");
		assertThat(seen.getPath().value()).isEqualTo("/ws");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/%77s", "/ws;x", "/ws;x=%3Fy", "/w%73" })
	void findsTheKeyUnderEverySpellingOfThePath(String path) {
		ServerHttpRequest seen = seen("http://localhost" + path + "?business=crypto&apikey=secret");
		assertThat(seen.getHeaders().get("apikey")).containsExactly("secret");
		assertThat(seen.getURI().toString()).doesNotContain("secret");
	}

	@ParameterizedTest
	@CsvSource({ "?business=crypto, ?business=crypto", "'', ''", "?apikey, ''", "?apiKey=typo, ''",
			"?business=cry%20pto&apikey=k, ''", "?business=k&business=%0a&other=k, ?business=k" })
	void leavesNothingButTheBusiness(String query, String left) {
		assertThat(seen("http://localhost/ws" + query).getURI()).isEqualTo(URI.create("http://localhost/ws" + left));
	}

	@Test
	void leavesOtherRequestsAlone() {
		ServerHttpRequest request = request("http://localhost/v1/ws?streams=BTCUSDT@trade&apikey=x");
		assertThat(seen(request)).isSameAs(request);
	}

	private static ServerHttpRequest seen(String url) {
		return seen(request(url));
	}

	private static ServerHttpRequest seen(ServerHttpRequest request) {
		AtomicReference<@Nullable ServerHttpRequest> seen = new AtomicReference<>();
		Mono<Void> handled = new KeyOutOfUrl().apply((handedOn, response) -> {
			seen.set(handedOn);
			return Mono.empty();
		}).handle(request, new MockServerHttpResponse());
		assertThat(handled).isNotNull();
		ServerHttpRequest handedOn = seen.get();
		return Objects.requireNonNull(handedOn);
	}

	private static ServerHttpRequest request(String url) {
		return MockServerHttpRequest.get("/").build().mutate().uri(URI.create(url)).build();
	}

}
