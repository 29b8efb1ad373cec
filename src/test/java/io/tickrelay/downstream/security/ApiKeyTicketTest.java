package io.tickrelay.downstream.security;

import java.net.http.HttpResponse;
import java.util.stream.IntStream;

import io.tickrelay.testing.client.BareWebSocket;
import io.tickrelay.testing.client.Http;
import io.tickrelay.testing.NettyLeaks;
import io.tickrelay.testing.client.SseClient;
import io.tickrelay.testing.client.StreamClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tickets, and pages that show them.
 */
class ApiKeyTicketTest extends ApiKeyFixture {

	@Test
	void oneGoodCredentialIsEnoughAndATicketIsSpentLast() {
		String ticket = ticket(DESK);
		for (String field : new String[] { "X-API-Key: " + DESK, "X-API-Key: wrong\r\nX-API-Key: " + DESK }) {
			try (SseClient client = sse(STREAM + "&ticket=" + ticket, field)) {
				assertThat(client.head().status()).isEqualTo(200);
			}
		}
		try (SseClient client = sse(STREAM + "&ticket=old&ticket=" + ticket, "X-API-Key: wrong",
				"Authorization: Bearer " + DESK)) {
			assertThat(client.head().status()).isEqualTo(200);
		}
		assertThat(status(STREAM + "&ticket=" + ticket, "X-API-Key: wrong")).isEqualTo(401);
		assertThat(status("/v1/streams", "X-API-Key: wrong", "Authorization: Bearer " + DESK)).isEqualTo(200);
		// Guesses are bounded.
		String guesses = "X-API-Key: guess-%d\r\n".repeat(20).formatted(IntStream.range(0, 20).boxed().toArray());
		assertThat(status("/v1/streams", guesses + "Authorization: Bearer " + DESK)).isEqualTo(401);
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://elsewhere.example", "null", "http://localhost", "http://127.0.0.1:1" })
	void anOriginRefusesNoClientWithAKey(String origin) {
		for (String field : new String[] { "X-API-Key: ", "Authorization: Bearer " }) {
			try (SseClient client = sse(STREAM, field + DESK, "Origin: " + origin)) {
				client.next("trade");
			}
			try (BareWebSocket client = webSocket("/v1/ws?streams=BTCUSDT@trade", field + DESK, "Origin: " + origin)) {
				client.next("trade");
			}
			try (BareWebSocket client = webSocket("/ws?business=crypto", field + DESK, "Origin: " + origin)) {
				assertThat(client.head().status()).isEqualTo(101);
			}
			try (BareWebSocket client = webSocket("/v1/ws", field + "wrong", "Origin: " + origin)) {
				assertThat(client.head().status()).isEqualTo(401);
			}
			String[] header = field.split(": ", 2);
			for (String path : new String[] { "/v1/streams", "/actuator/health", "/" }) {
				HttpResponse<String> good = Http.get(this.port, path, header[0], header[1] + DESK, "Origin", origin);
				assertThat(good.statusCode()).as(path).isEqualTo(200);
				assertThat(good.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
			}
			assertThat(
					Http.get(this.port, "/v1/streams", header[0], header[1] + "wrong", "Origin", origin).statusCode())
				.isEqualTo(401);
		}
	}

	@Test
	void aPageOfAnotherSiteIsRefusedWithoutJudgingItsKey() {
		String origin = "Origin: https://elsewhere.example";
		String ticket = ticket(DESK);
		for (String path : new String[] { "/v1/ws", "/v1/ws?ticket=" + ticket, "/v1/ws?apikey=" + DESK }) {
			try (BareWebSocket client = webSocket(path, origin)) {
				assertThat(client.head().status()).as(path).isEqualTo(403);
			}
		}
		for (String path : new String[] { STREAM + "&ticket=" + ticket, "/", "/actuator/health", "/v1/streams" }) {
			assertThat(Http.get(this.port, path, "Origin", "https://elsewhere.example").statusCode()).as(path)
				.isEqualTo(403);
		}
		// It was not spent on them.
		try (BareWebSocket client = webSocket("/v1/ws?ticket=" + ticket)) {
			assertThat(client.head().status()).isEqualTo(101);
		}
	}

	@Test
	void aTicketOpensOneStreamOnce() {
		String ticket = ticket(DESK);
		assertThat(Http.get(this.port, "/actuator/prometheus", "X-API-Key", DESK).body())
			.containsPattern("relay_downstream_tickets [1-9]");
		try (SseClient client = sse(STREAM + "&ticket=" + ticket, "Origin: http://127.0.0.1:" + this.port)) {
			client.next("trade");
		}
		HttpResponse<String> again = Http.get(this.port, STREAM + "&ticket=" + ticket);
		assertThat(again.statusCode()).isEqualTo(401);
		assertThat(Http.json(again).path("detail").stringValue()).contains("was used");
		String another = ticket(DESK);
		try (BareWebSocket client = webSocket("/v1/ws?streams=BTCUSDT@trade&ticket=" + another)) {
			client.next("trade");
		}
	}

	@Test
	void aTicketIsGoodForStreamsAloneAndGivesNoOther() {
		String ticket = ticket(DESK);
		assertThat(Http.get(this.port, "/v1/streams?ticket=" + ticket).statusCode()).isEqualTo(401);
		assertThat(Http.send("POST", this.port, "/v1/tickets?ticket=" + ticket).statusCode()).isEqualTo(401);
		assertThat(Http.get(this.port, "/v1/streams", "X-API-Key", ticket).statusCode()).isEqualTo(401);
		assertThat(Http.send("GET", this.port, "/v1/tickets", "X-API-Key", DESK).statusCode()).isEqualTo(405);
	}

	@Test
	void aTicketHasTheRightsOfItsKey() {
		HttpResponse<String> answer = Http.get(this.port, "/v1/stream?streams=AAPL.US@trade&ticket=" + ticket(CRYPTO));
		assertThat(answer.statusCode()).isEqualTo(403);
	}

	@Test
	void aPageIsToldWhyItsWebSocketIsRefused() {
		String origin = "Origin: http://127.0.0.1:" + this.port;
		try (BareWebSocket client = webSocket("/v1/ws?ticket=used", origin)) {
			StreamClient.End end = client.awaitEnd();
			assertThat(end.code()).isEqualTo(4501);
			assertThat(end.reason()).startsWith("unauthorized: The ticket");
			assertThat(client.peek()).isNull();
		}
		try (BareWebSocket program = webSocket("/v1/ws?ticket=used")) {
			assertThat(program.head().status()).isEqualTo(401);
		}
	}

	@Test
	void whatAPageSaysTooEarlyIsNotKept() {
		for (int i = 0; i < 50; i++) {
			try (BareWebSocket client = BareWebSocket.ask(this.port,
					handshake("/v1/ws", "Origin: http://127.0.0.1:" + this.port) + "x".repeat(1000))) {
				assertThat(client.head().status()).isEqualTo(101);
				client.awaitEnd();
			}
		}
		assertThat(NettyLeaks.look()).isEmpty();
	}

	@Test
	void credentialsAreNeitherLoggedNorTold(CapturedOutput output) {
		String ticket = ticket(DESK);
		StringBuilder told = new StringBuilder();
		for (String path : new String[] { STREAM, "/v1/streams", "/ws?business=x&apikey=" + DESK, "/v1/nothing",
				"/v1/stream?streams=%00&ticket=" + ticket }) {
			told.append(Http.get(this.port, path, "X-API-Key", "s3cret-wrong").body());
			told.append(Http.get(this.port, path, "Authorization", "Bearer s3cret-wrong").body());
		}
		told.append(Http.get(this.port, "/actuator/prometheus", "X-API-Key", DESK).body());
		told.append(Http.get(this.port, "/actuator/health", "X-API-Key", DESK).body());
		assertThat(output.toString() + told).doesNotContain(DESK, "s3cret-wrong", ticket, DESK_HASH);
	}

}
