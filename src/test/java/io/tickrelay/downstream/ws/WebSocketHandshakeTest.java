package io.tickrelay.downstream.ws;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.tickrelay.testing.client.BareWebSocket;
import io.tickrelay.testing.client.Http;
import io.tickrelay.testing.client.Message;
import io.tickrelay.testing.client.WebSocketClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Handshakes, and frames that come with them.
 */
class WebSocketHandshakeTest extends WebSocketFixture {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			json                | json
			json, xml           | json
			, json              | json
			graphql-ws,x        | graphql-ws
			é, json             |
			a b                 |
			,                   |
			""")
	void choosesTheFirstSubprotocolThatIsOffered(String offered, @Nullable String chosen) {
		for (String target : List.of("/v1/ws?", "/ws?business=crypto&apikey=k")) {
			String request = BareWebSocket.request("").replace("/v1/ws?", target);
			try (BareWebSocket client = BareWebSocket.ask(this.port,
					request + "Sec-WebSocket-Protocol: " + offered + "\r\n\r\n")) {
				assertThat(client.head().status()).isEqualTo(101);
				assertThat(client.head().field("sec-websocket-protocol")).isEqualTo(chosen);
			}
		}
	}

	@Test
	void readsStreamsAndOptionsFromTheQuery() {
		this.vendor.faults().muteSymbol("QUERYUSDT");
		try (WebSocketClient client = WebSocketClient.connect(this.port,
				"symbols=QUERYUSDT&channels=trade,depth&streams=WHAT@trade&mode=conflate&snapshot=false")) {
			Message ack = client.next("ack");
			assertThat(ack.text("op")).isEqualTo("subscribe");
			assertThat(ack.fields()).doesNotContain("id");
			assertThat(ack.texts("current")).containsExactlyInAnyOrder("crypto:QUERYUSDT@trade",
					"crypto:QUERYUSDT@depth");
			assertThat(ack.json().at("/rejected/0/stream").stringValue()).isEqualTo("WHAT@trade");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "streams=BTCUSDT@trade&mode=fast", "streams=BTCUSDT@trade&snapshot=2" })
	void refusesABadQueryBeforeTheHandshake(String query) {
		try (BareWebSocket client = BareWebSocket.connect(this.port, query)) {
			assertThat(client.head().status()).isEqualTo(400);
			assertThat(client.head().field("Content-Type")).isEqualTo("application/problem+json");
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "Sec-WebSocket-Version: 13 | Sec-WebSocket-Version: 8 | 426",
			"Sec-WebSocket-Version: 13 | X-Version: 13 | 426", "Upgrade: websocket | Upgrade: h2c | 426",
			"Connection: Upgrade | Connection: keep-alive | 400", "Sec-WebSocket-Key: | X-Key: | 400",
			"Sec-WebSocket-Key: | Sec-WebSocket-Key: x | 400", "Host: | Content-Length: 3\\r\\nHost: | 400",
			"Connection: Upgrade | Connection: keep-alive, upgrade | 101", "GET | POST | 405", "GET | HEAD | 405" })
	void refusesAHandshakeThatIsNone(String part, String other, int status) {
		String request = BareWebSocket.request("").replace(part, other.translateEscapes()) + "\r\n";
		try (BareWebSocket client = BareWebSocket.ask(this.port, request)) {
			assertThat(client.head().status()).isEqualTo(status);
			if (status != 101) {
				assertThat(client.head().field("Content-Type")).isEqualTo("application/problem+json");
			}
			if (status == 426) {
				assertThat(client.head().field("Upgrade")).isEqualTo("websocket");
				assertThat(client.head().field("Sec-WebSocket-Version")).isEqualTo("13");
			}
			if (status == 405) {
				assertThat(client.head().field("Allow")).isEqualTo("GET");
			}
		}
	}

	@Test
	void acceptsNoCompression() {
		String request = BareWebSocket.request("")
				+ "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n";
		try (BareWebSocket client = BareWebSocket.ask(this.port, request)) {
			assertThat(client.head().status()).isEqualTo(101);
			assertThat(client.head().field("Sec-WebSocket-Extensions")).isNull();
			assertThat(client.next().type()).isEqualTo("hello");
		}
	}

	@Test
	void askedWithoutAnUpgradeSaysWhatItIs() {
		HttpResponse<String> response = Http.get(this.port, "/v1/ws?streams=BTCUSDT@trade");
		assertThat(response.statusCode()).isEqualTo(426);
		assertThat(response.headers().firstValue("Upgrade")).hasValue("websocket");
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		assertThat(Http.json(response).path("code").stringValue()).isEqualTo("bad_request");
	}

	@Test
	void takesMessagesInPartsWithAPingBetween() throws InterruptedException {
		try (BareWebSocket client = BareWebSocket.connect(this.port, "")) {
			client.frame(false, BareWebSocket.TEXT, bytes("{\"op\":"));
			client.frame(true, BareWebSocket.PING, bytes("are you there"));
			client.frame(false, BareWebSocket.CONTINUATION, bytes("\"list\",\"i"));
			client.frame(true, BareWebSocket.CONTINUATION, bytes("d\":5}"));
			assertThat(client.next("ack").number("id")).isEqualTo(5);
			assertThat(client.pongs().poll(5, TimeUnit.SECONDS)).isEqualTo("are you there");
		}
	}

	@Test
	void hangsUpOnAClientThatSpeaksBeforeItsHandshakeIsAnswered() {
		// What is not read as a frame must not be kept either: it would be memory for
		// good.
		try (BareWebSocket client = BareWebSocket.connectAndSpeakAtOnce(this.port, "{\"op\":\"list\",\"id\":1}")) {
			assertThat(client.awaitEnd().code()).isZero();
		}
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
