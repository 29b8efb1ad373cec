package io.tickrelay.downstream;

import java.net.http.HttpResponse;
import java.util.List;

import io.tickrelay.testing.client.BareWebSocket;
import io.tickrelay.testing.client.CompatClient;
import io.tickrelay.testing.client.Http;
import io.tickrelay.testing.client.Message;
import io.tickrelay.testing.SimulatedUpstream;
import io.tickrelay.testing.client.SseClient;
import io.tickrelay.testing.client.StreamClient;
import io.tickrelay.testing.client.WebSocketClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ContextConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What all clients together may have, and how large what they send may be. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "relay.upstream.businesses=crypto", "relay.downstream.max-streams-total=4",
				"relay.downstream.max-message-size=2KB", "server.netty.max-initial-line-length=1KB",
				"server.max-http-request-header-size=3KB", "relay.demand.linger=1h" })
@ContextConfiguration(initializers = SimulatedUpstream.class)
class LimitsTest {

	@LocalServerPort
	private int port;

	@BeforeEach
	void awaitNobody() {
		awaitStreams(0);
	}

	@Test
	void tellsItsLimits() {
		try (SseClient client = SseClient.connect(this.port, "streams=BTCUSDT@trade")) {
			JsonNode limits = client.next("hello").json().path("limits");
			assertThat(limits.path("streamsTotal").intValue()).isEqualTo(4);
			assertThat(limits.path("urlBytes").intValue()).isEqualTo(1024);
			assertThat(limits.path("headerBytes").intValue()).isEqualTo(3072);
			assertThat(limits.path("messageBytes").intValue()).isEqualTo(2048);
			assertThat(limits.path("handshakeMs").intValue()).isEqualTo(10_000);
			assertThat(limits.has("connectionAgeMs")).isFalse();
		}
	}

	@Test
	void givesStreamsToAllClientsTogetherAsLongAsThereIsRoom() {
		double before = meter("relay_downstream_errors_total{code=\"rate_limited\"} ");
		try (WebSocketClient one = WebSocketClient.connect(this.port, "streams=BTCUSDT@trade,ETHUSDT@trade")) {
			one.next("ack");
			try (SseClient other = SseClient.connect(this.port, "streams=BTCUSDT@depth,BTCUSDT@trade,ETHUSDT@depth")) {
				Message subscribed = other.next("subscribed");
				assertThat(subscribed.texts("accepted")).hasSize(2);
				JsonNode rejected = subscribed.json().at("/rejected/0");
				assertThat(rejected.path("code").stringValue()).isEqualTo("rate_limited");
				assertThat(rejected.path("temporary").booleanValue()).isTrue();
				assertThat(rejected.path("message").stringValue()).contains("The relay is full");
				awaitStreams(4);
				// What one has already takes no second place.
				assertThat(one.ask("{'op':'subscribe','streams':['BTCUSDT@trade']}").texts("accepted")).hasSize(1);
				assertThat(one.ask("{'op':'subscribe','streams':['SOLUSDT@trade']}").json().path("rejected"))
					.hasSize(1);
				one.ask("{'op':'unsubscribe','streams':['ETHUSDT@trade']}");
				assertThat(one.ask("{'op':'subscribe','streams':['SOLUSDT@trade']}").texts("accepted")).hasSize(1);
			}
			awaitStreams(2);
		}
		awaitStreams(0);
		assertThat(meter("relay_downstream_errors_total{code=\"rate_limited\"} ")).isEqualTo(before + 2);
	}

	@Test
	void sendsABrowserThatFindsNoRoomAwayAndNotForEver() {
		try (WebSocketClient one = WebSocketClient.connect(this.port, "symbols=A1USDT,A2USDT&channels=trade,depth")) {
			one.next("ack");
			try (SseClient late = SseClient.connect(this.port, "streams=BTCUSDT@trade")) {
				assertThat(late.head().status()).isEqualTo(200);
				assertThat(late.next("subscribed").texts("accepted")).isEmpty();
				Message goaway = late.next("goaway");
				assertThat(goaway.text("code")).isEqualTo("rate_limited");
				assertThat(goaway.json().path("temporary").booleanValue()).isTrue();
				late.awaitEnd();
				assertThat(late.retries()).last().satisfies((ms) -> assertThat(ms).isBetween(20_000, 80_000));
			}
			await().until(() -> meter("relay_downstream_disconnects_total{reason=\"streams_full\"} ") > 0);
		}
	}

	@Test
	void refusesAFrameOfTheVendorsProtocolWhole() {
		try (CompatClient one = CompatClient.connect(this.port, "crypto")) {
			assertThat(one.ask("{'code':10000,'trace':'t','data':{'codes':'A1USDT,A2USDT,A3USDT,A4USDT,A5USDT'}}"))
				.contains("\"code\":516,");
			awaitStreams(0);
			assertThat(one.ask("{'code':10000,'trace':'t','data':{'codes':'A1USDT,A2USDT,A3USDT,A4USDT'}}"))
				.contains("\"code\":10001,");
			// Again: it has them.
			assertThat(one.ask("{'code':10000,'trace':'t','data':{'codes':'A1USDT,A2USDT'}}"))
				.contains("\"code\":10001,");
			awaitStreams(4);
		}
	}

	@Test
	void saysWhichSizeWasTooLarge() {
		double before = meter("relay_downstream_errors_total{code=\"bad_request\"} ");
		HttpResponse<String> url = Http.get(this.port, "/v1/stream?streams=" + "BTCUSDT@trade,".repeat(80));
		assertProblem(url, 414, "1024 bytes");
		HttpResponse<String> headers = Http.get(this.port, "/v1/stream?streams=BTCUSDT@trade", "Cookie",
				"c".repeat(3100));
		assertProblem(headers, 431, "3072 bytes");
		assertThat(meter("relay_downstream_errors_total{code=\"bad_request\"} ")).isEqualTo(before + 2);
	}

	@Test
	void answersWhatIsNoHttpAndWhatIsFarTooLong() {
		for (String start : List.of("GET /" + "x".repeat(500_000) + " HTTP/1.1\r\n\r\n",
				"GET / HTTP/1.1\r\nX: " + "x".repeat(500_000) + "\r\n\r\n", "\u0001\u0002 nonsense\r\n\r\n")) {
			try (SseClient client = SseClient.request(this.port, start, false)) {
				assertThat(client.head().status()).isIn(414, 431, 400);
				assertThat(client.head().field("content-type")).isEqualTo("application/problem+json");
				assertThat(client.head().field("connection")).isEqualTo("close");
			}
		}
	}

	@Test
	void closesForAMessageThatIsTooLarge() {
		try (BareWebSocket ws = BareWebSocket.connect(this.port, "");
				CompatClient compat = CompatClient.connect(this.port, "crypto")) {
			ws.text("{\"op\":\"ping\",\"id\":1}" + " ".repeat(2048 - 20));
			ws.next("pong");
			for (BareWebSocket client : List.of(ws, compat)) {
				client.text(" ".repeat(2049));
				StreamClient.End end = client.awaitEnd();
				assertThat(end.code()).isEqualTo(4500);
				assertThat(end.reason()).contains("2048");
			}
		}
	}

	private static void assertProblem(HttpResponse<String> response, int status, String detail) {
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
		JsonNode problem = Http.json(response);
		assertThat(problem.path("code").stringValue()).isEqualTo("bad_request");
		assertThat(problem.path("status").intValue()).isEqualTo(status);
		assertThat(problem.path("detail").stringValue()).contains(detail);
	}

	private void awaitStreams(int count) {
		await().atMost(StreamClient.PATIENCE).until(() -> meter("relay_downstream_streams "), (now) -> now == count);
	}

	private double meter(String name) {
		return Http.meter(this.port, name);
	}

}
