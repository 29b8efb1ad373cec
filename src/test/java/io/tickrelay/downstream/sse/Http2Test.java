package io.tickrelay.downstream.sse;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.tickrelay.demand.Demand;
import io.tickrelay.testing.SseClient;
import io.tickrelay.testing.StreamClient;
import io.tickrelay.testing.WebSocketClient;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "server.http2.enabled=true")
@ActiveProfiles("demo")
class Http2Test {

	@LocalServerPort
	private int port;

	@Autowired
	private Demand demand;

	@Test
	void streamsOverHttp2() {
		HttpRequest request = HttpRequest
			.newBuilder(URI.create("http://127.0.0.1:" + this.port + "/v1/stream?streams=BTCUSDT@trade"))
			.header("Accept", "text/event-stream")
			.build();
		try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
			HttpResponse<Stream<String>> response = client.sendAsync(request, BodyHandlers.ofLines())
				.orTimeout(10, TimeUnit.SECONDS)
				.join();
			assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
			assertThat(response.statusCode()).isEqualTo(200);
			String tick = CompletableFuture.supplyAsync(() -> {
				Iterator<String> lines = response.body().iterator();
				String line = lines.next();
				while (!line.equals("event: trade")) {
					line = lines.next();
				}
				return lines.next();
			}).orTimeout(StreamClient.PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
			assertThat(tick).startsWith("data: {\"type\":\"trade\"");
			assertThat(this.demand.heldTopics()).isPositive();
			client.shutdownNow();
		}
		await().atMost(StreamClient.PATIENCE).until(() -> this.demand.heldTopics(), (held) -> held == 0);
	}

	@Test
	void refusesHeadersThatAreTooLargeAndGoesOn() throws Exception {
		try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
			assertThat(answer(client, "small").statusCode()).isEqualTo(200);
			HttpResponse<String> refused = answer(client, "x".repeat(9000));
			assertThat(refused.version()).isEqualTo(HttpClient.Version.HTTP_2);
			assertThat(refused.statusCode()).isEqualTo(431);
			assertThat(refused.body()).isEmpty();
			assertThat(answer(client, "small").statusCode()).isEqualTo(200);
			// By far: that costs the whole connection, and no more.
			assertThatIOException().isThrownBy(() -> answer(client, "x".repeat(20_000)));
			assertThat(answer(client, "small").statusCode()).isEqualTo(200);
		}
	}

	@Test
	void stillServesTheWebSocket() {
		try (WebSocketClient client = WebSocketClient.connect(this.port, "streams=BTCUSDT@trade")) {
			client.nextLive();
		}
	}

	@Test
	void stillStreamsOverHttp1() {
		try (SseClient client = SseClient.connect(this.port, "streams=BTCUSDT@trade")) {
			assertThat(client.head().status()).isEqualTo(200);
			client.nextLive();
		}
	}

	private HttpResponse<String> answer(HttpClient client, String header) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + "/actuator/health"))
			.header("X-Any", header)
			.timeout(StreamClient.PATIENCE)
			.build();
		return client.send(request, BodyHandlers.ofString());
	}

}
