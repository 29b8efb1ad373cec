package io.tickrelay.downstream.sse;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

import io.tickrelay.testing.client.BareWebSocket;
import io.tickrelay.testing.client.Http;
import io.tickrelay.testing.client.Message;
import io.tickrelay.testing.client.SseClient;
import io.tickrelay.testing.client.StreamClient;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Topic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Requests for server-sent events: their queries, headers and bodies.
 */
class SseRequestTest extends SseFixture {

	@Test
	void crossesSymbolsWithChannels() {
		try (SseClient client = SseClient.connect(this.port,
				"symbols=BTCUSDT,,ETHUSDT,&channels=trade,%20,depth&streams=,XAUUSD@kline_1m,")) {
			assertThat(client.next("subscribed").texts("accepted")).containsExactlyInAnyOrder("crypto:BTCUSDT@trade",
					"crypto:BTCUSDT@depth", "crypto:ETHUSDT@trade", "crypto:ETHUSDT@depth", "common:XAUUSD@kline_1m");
		}
	}

	@Test
	void addsUpListsThatAreSaidTwice() {
		try (SseClient client = SseClient.connect(this.port,
				"streams=BTCUSDT@trade&streams=BTCUSDT@trade,ETHUSDT@trade")) {
			assertThat(client.next("subscribed").texts("accepted")).containsExactly("crypto:BTCUSDT@trade",
					"crypto:ETHUSDT@trade");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "?streams=", "?streams=,,%20,", "?symbols=BTCUSDT", "?channels=trade",
			"?streams=BTCUSDT@trade&mode=fast", "?streams=BTCUSDT@trade&mode=", "?streams=BTCUSDT@trade&snapshot=1",
			"?streams=BTCUSDT@trade&snapshot=" })
	void refusesWhatMakesNoSense(String query) {
		HttpResponse<String> response = Http.get(this.port, "/v1/stream" + query, "Accept", "text/event-stream");
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		JsonNode problem = Http.json(response);
		assertThat(problem.path("status").intValue()).isEqualTo(400);
		assertThat(problem.path("code").stringValue()).isEqualTo("bad_request");
		assertThat(problem.path("title").stringValue()).isEqualTo("Bad Request");
		assertThat(problem.path("detail").stringValue()).isNotBlank();
	}

	@Test
	void namesEveryStreamWhereNoneCanBeGiven() {
		HttpResponse<String> response = Http.get(this.port, "/v1/stream?streams=BTCUSDT@foo,WHAT@trade,%22%3Cb%3E");
		assertThat(response.statusCode()).isEqualTo(400);
		JsonNode problem = Http.json(response);
		assertThat(problem.path("code").stringValue()).isEqualTo("unknown_channel");
		assertThat(problem.path("rejected").valueStream()).extracting((item) -> item.path("stream").stringValue())
			.containsExactly("BTCUSDT@foo", "WHAT@trade", "\"<b>");
		assertThat(problem.path("rejected").valueStream()).extracting((item) -> item.path("code").stringValue())
			.containsExactly("unknown_channel", "ambiguous_symbol", "bad_request");
		assertThat(problem.path("rejected").valueStream())
			.allSatisfy((item) -> assertThat(item.path("message").stringValue()).isNotBlank());
	}

	@ParameterizedTest
	@ValueSource(strings = { "POST", "PUT", "DELETE", "OPTIONS", "HEAD", "PATCH" })
	void isReadWithGetAlone(String method) {
		HttpResponse<String> response = Http.send(method, this.port, "/v1/stream?streams=BTCUSDT@trade");
		assertThat(response.statusCode()).isEqualTo(405);
		assertThat(response.headers().firstValue("Allow")).hasValue("GET");
		if (method.equals("HEAD")) {
			assertThat(response.body()).isEmpty();
		}
		else {
			assertThat(Http.json(response).path("code").stringValue()).isEqualTo("bad_request");
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "application/json | 406", "text/html | 406", "text/plain, application/xml;q=0.9 | 406",
					"nonsense | 406", "text/event-stream | 200", "*/* | 200", "text/* | 200",
					"application/json, text/event-stream;q=0.1 | 200", "text/event-stream;charset=utf-8 | 200",
					"TEXT/Event-Stream | 200", "text/event-stream;q=0 | 406", "*/*, text/event-stream;q=0 | 406",
					"*/*;q=0 | 406" })
	void looksAtWhatTheClientAccepts(String accept, int status) {
		String request = "GET /v1/stream?streams=BTCUSDT@trade HTTP/1.1\r\nHost: x\r\nAccept: " + accept + "\r\n\r\n";
		try (SseClient client = SseClient.request(this.port, request, false)) {
			assertThat(client.head().status()).isEqualTo(status);
			assertThat(client.head().field("Content-Type"))
				.startsWith((status == 200) ? "text/event-stream" : "application/problem+json");
		}
	}

	@Test
	void servesAnOldClientOfHttp() {
		try (SseClient client = SseClient.request(this.port, SseClient.get("streams=BTCUSDT@trade", "HTTP/1.0"),
				false)) {
			assertThat(client.head().status()).isEqualTo(200);
			assertThat(client.head().field("Transfer-Encoding")).isNull();
			client.next("hello");
			client.nextLive();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "\u0000\u0001garbage\r\n\r\n",
			"GET /v1/stream?streams=ETHUSDT@trade HTTP/1.1\r\nHost: x\r\n\r\n", "GET / HTTP/9.9\r\n: \r\n\r\n",
			"NOT HTTP AT ALL\r\n\r\n" })
	void neverMixesAnAnswerToWhatFollowsTheRequestIntoTheStream(String behind) {
		try (SseClient client = SseClient.request(this.port,
				SseClient.get("streams=BTCUSDT@trade", "HTTP/1.1") + behind, false)) {
			assertThat(client.head().status()).isEqualTo(200);
			client.next("hello");
			Message before = client.nextLive();
			// Either it goes on as if nothing had been said, or it ends between two
			// messages.
			for (int i = 0; i < 20 && client.isOpen(); i++) {
				Message update = client.nextLive();
				assertThat(update.number("seq")).isEqualTo(before.number("seq") + 1);
				before = update;
			}
			if (!client.isOpen()) {
				assertThat(client.awaitEnd().reason()).doesNotContain("Not a line");
			}
		}
	}

	@Test
	void letsAClientGoThatHasClosedItsHalf() {
		Topic topic = new Topic(Business.CRYPTO, "HALFUSDT", Channel.TRADE);
		try (SseClient client = SseClient.connect(this.port, "streams=HALFUSDT@trade")) {
			client.nextLive();
			assertThat(this.demand.holders(topic)).isEqualTo(1);
			client.closeHalf();
			client.awaitEnd();
			await().atMost(StreamClient.PATIENCE).until(() -> this.demand.holders(topic), (holders) -> holders == 0);
		}
	}

	@Test
	void readsACommandOfTheSocketNoMore() {
		try (SseClient client = SseClient.connect(this.port, "streams=BTCUSDT@trade")) {
			client.nextLive();
			client.send("{\"op\":\"subscribe\"}\r\n".getBytes(StandardCharsets.UTF_8));
			client.nextLive();
		}
	}

	@Test
	void refusesAProductOfListsThatOutgrowsTheirLengths() {
		String symbols = "A,".repeat(600);
		String channels = "b,".repeat(600);
		HttpResponse<String> response = Http.get(this.port, "/v1/stream?symbols=" + symbols + "&channels=" + channels);
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body()).hasSizeLessThan(10_000);
		assertThat(Http.json(response).path("code").stringValue()).isEqualTo("bad_request");
		try (BareWebSocket client = BareWebSocket.connect(this.port, "symbols=" + symbols + "&channels=" + channels)) {
			assertThat(client.head().status()).isEqualTo(400);
		}
	}

	@Test
	void takesAStreamAsLongAsManyStreamsMakeIt() {
		StringBuilder streams = new StringBuilder("streams=BTCUSDT@trade");
		for (int i = 0; i < 700; i++) {
			streams.append(",BTCUSDT@kline_1m");
		}
		try (SseClient client = SseClient.connect(this.port, streams.toString())) {
			assertThat(client.next("subscribed").texts("accepted")).hasSize(2);
		}
	}

}
