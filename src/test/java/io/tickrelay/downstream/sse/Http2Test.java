package io.tickrelay.downstream.sse;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.tickrelay.demand.Demand;
import io.tickrelay.testing.client.BareHttp2;
import io.tickrelay.testing.client.BareHttp2.Frame;
import io.tickrelay.testing.client.BareHttp2.FrameType;
import io.tickrelay.testing.Logs;
import io.tickrelay.testing.client.SseClient;
import io.tickrelay.testing.client.StreamClient;
import io.tickrelay.testing.client.WebSocketClient;
import org.junit.jupiter.api.AfterEach;
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

	private final Logs logs = Logs.listen();

	@AfterEach
	void stopListening() {
		this.logs.close();
	}

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
		try (BareHttp2 client = new BareHttp2(this.port)) {
			assertThat(answer(client, "small").status()).asString().isEqualTo("200");
			int refused = client.get("/actuator/health", "x".repeat(9000));
			Frame head = client.next(refused);
			assertThat(client.headers(refused, head).status()).asString().isEqualTo("431");
			assertThat(head.last()).as("bare").isTrue();
			Frame reset = client.next(refused);
			assertThat(reset.type()).isEqualTo(FrameType.RST_STREAM);
			assertThat(reset.error()).isEqualTo(Http2Error.PROTOCOL_ERROR.code());
			assertThat(answer(client, "small").status()).asString().isEqualTo("200");
			// By far: that costs the whole connection, and no more.
			assertEnds(client, client.get("/actuator/health", "x".repeat(20_000)));
		}
	}

	@Test
	void readsWhatABrowserSendsAndRefusesTheRestWithAnAnswer() throws Exception {
		try (BareHttp2 client = new BareHttp2(this.port)) {
			for (String query : List.of("^|{}<>`\"", "100%", "%zz", "\u00e8\u008b\u00b9\u00e6\u009e\u009c")) {
				assertThat(status(client, "/v1/explain?stream=BTCUSDT@trade&x=" + query)).as(query).isEqualTo("200");
			}
			assertThat(status(client, "/v1/explain?stream=BTCUSDT@trade&x=\u00e9")).isEqualTo("400");
			assertThat(status(client, "/a^b")).isEqualTo("404");
		}
		assertThat(this.logs.with("WARN")).isEmpty();
		assertThat(this.logs.with("ERROR")).isEmpty();
	}

	@Test
	void endsConnectionThatBreaksTheProtocol() throws Exception {
		try (BareHttp2 client = new BareHttp2(this.port)) {
			assertThat(answer(client, "small").status()).asString().isEqualTo("200");
			client.send(FrameType.DATA, 0, 0, new byte[1]);
			assertEnds(client, 0);
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

	/** Its client hears of it, and the log does not: else any client could fill it. */
	private void assertEnds(BareHttp2 client, int stream) throws Exception {
		Frame end = client.next(stream);
		assertThat(end.type()).isEqualTo(FrameType.GOAWAY);
		assertThat(end.error()).isEqualTo(Http2Error.PROTOCOL_ERROR.code());
		assertThatIOException().isThrownBy(() -> client.next(stream));
		assertThat(this.logs.with("Http2Exception")).isEmpty();
		try (BareHttp2 next = new BareHttp2(this.port)) {
			assertThat(answer(next, "small").status()).asString().isEqualTo("200");
		}
	}

	private static String status(BareHttp2 client, String path) throws Exception {
		return String.valueOf(answer(client, client.get(path, "small")).status());
	}

	private static Http2Headers answer(BareHttp2 client, String header) throws Exception {
		return answer(client, client.get("/actuator/health", header));
	}

	private static Http2Headers answer(BareHttp2 client, int stream) throws Exception {
		Frame frame = client.next(stream);
		Http2Headers headers = client.headers(stream, frame);
		while (!frame.last()) {
			frame = client.next(stream);
		}
		return headers;
	}

}
