package io.tickrelay.downstream.security;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

import io.tickrelay.testing.client.BareWebSocket;
import io.tickrelay.testing.client.CompatClient;
import io.tickrelay.testing.client.Http;
import io.tickrelay.testing.client.Message;
import io.tickrelay.testing.client.SocketClient;
import io.tickrelay.testing.client.SseClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Clients with keys, over every way in. */
class ApiKeyTest extends ApiKeyFixture {

	static final String GONE = "g0ne-key-1";

	@ParameterizedTest
	@ValueSource(strings = { STREAM, "/v1/snapshot?streams=BTCUSDT@trade", "/v1/symbols", "/v1/streams",
			"/v1/explain?stream=BTCUSDT@trade", "/v1/ws", "/ws?business=crypto", "/v1/tickets", "/actuator/prometheus",
			"/actuator/info", "/no/such/path", "/v1/stream/" })
	void asksForACredentialEverywhere(String path) {
		for (String method : new String[] { "GET", "POST", "HEAD", "PUT" }) {
			assertThat(Http.send(method, this.port, path).statusCode()).as(method).isEqualTo(401);
			for (String wrong : new String[] { "wrong", DESK_HASH, DESK + "x", GONE, " ", "Bearer " + DESK }) {
				assertThat(Http.send(method, this.port, path, "X-API-Key", wrong).statusCode()).as(wrong)
					.isEqualTo(401);
				assertThat(Http.send(method, this.port, path, "Authorization", "Bearer " + wrong).statusCode())
					.as(wrong)
					.isEqualTo(401);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/index.html", "/app.js", "/actuator/health", "/actuator/health/liveness",
			"/actuator/health/readiness" })
	void asksForNoneWhereThereIsNothingToGuard(String path) {
		assertThat(Http.get(this.port, path).statusCode()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET //v1/streams", "GET /v1/streams;x", "GET /v1/./streams", "GET /v1/%2e%2e/v1/streams",
			"GET /actuator/health/..;/prometheus" })
	void anAmbiguousRequestIsRefusedInTheSameForm(String line) {
		try (SocketClient client = SseClient.request(this.port,
				line + " HTTP/1.1\r\nHost: h\r\nX-API-Key: " + DESK + "\r\n\r\n", false)) {
			assertThat(client.head().status()).isEqualTo(400);
			assertThat(client.head().field("Content-Type")).isEqualTo("application/problem+json");
		}
	}

	@Test
	void aMethodThatNoPathHasIsRefusedInTheSameForm() {
		try (SocketClient client = SseClient.request(this.port,
				"FOO /v1/streams HTTP/1.1\r\nHost: h\r\nX-API-Key: " + DESK + "\r\n\r\n", false)) {
			assertThat(client.head().status()).isEqualTo(405);
			assertThat(client.head().field("Content-Type")).isEqualTo("application/problem+json");
		}
	}

	@Test
	void tellsWhatToDoInEachCase() {
		HttpResponse<String> none = Http.get(this.port, STREAM);
		assertThat(Http.json(none).path("code").stringValue()).isEqualTo("unauthorized");
		assertThat(Http.json(none).path("num").intValue()).isEqualTo(401);
		assertThat(Http.json(none).path("detail").stringValue()).contains("X-API-Key", "/v1/tickets");
		assertThat(none.headers().firstValue("WWW-Authenticate")).contains("Bearer realm=\"tickrelay\"");
		assertThat(detail("X-API-Key", GONE)).contains("expired");
		assertThat(detail("X-API-Key", "nobody's")).contains("not known");
		assertThat(detail("Authorization", "Basic ZGVzazprZXk=")).contains("Bearer");
		assertThat(detail("X-API-Key", GONE, "Authorization", "Bearer nobody's")).contains("expired");
		HttpResponse<String> compat = Http.get(this.port, "/ws?business=crypto&apikey=wrong");
		assertThat(compat.statusCode()).isEqualTo(401);
		assertThat(compat.headers().firstValue("WWW-Authenticate")).contains("apikey realm=\"key\"");
	}

	@ParameterizedTest
	@CsvSource({ "X-API-Key,", "Authorization,'Bearer '", "authorization,'bearer  '" })
	void aGoodKeyOpensEachWayIn(String header, @Nullable String before) {
		String field = header + ": " + ((before != null) ? before : "") + DESK;
		try (SseClient client = sse(STREAM, field)) {
			assertThat(client.head().status()).isEqualTo(200);
			client.next("trade");
		}
		try (BareWebSocket client = webSocket("/v1/ws?streams=BTCUSDT@trade", field)) {
			assertThat(client.head().status()).isEqualTo(101);
			client.next("trade");
		}
		String key = ((before != null) ? before : "") + DESK;
		assertThat(Http.get(this.port, "/v1/streams", header, key).statusCode()).isEqualTo(200);
		assertThat(Http.get(this.port, "/actuator/prometheus", header, key).statusCode()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Basic ZGVzazprZXk=", "basic", "Digest username=\"x\", realm=\"a, Bearer b\"",
			"Negotiate YIIabc==", "NTLM TlRMTVNTUAAB", "AWS4-HMAC-SHA256 Credential=x", "nonsense", "", "Bearer",
			"Bearer  ", "Bearer wrong", "BEARER a.b.c", "Bearer a, Basic b", DESK })
	void anAuthorizationForAnotherSpoilsNothing(String foreign) {
		for (String name : new String[] { "Authorization: ", "Proxy-Authorization: " }) {
			String field = name + foreign;
			for (String path : new String[] { "/", "/app.js", "/openapi.yaml", "/actuator/health",
					"/actuator/health/readiness" }) {
				assertThat(status(path, field)).as(path).isEqualTo(200);
			}
			assertThat(status("/v1/streams", field)).isEqualTo(401);
			assertThat(status("/v1/streams", field, "X-API-Key: " + DESK)).isEqualTo(200);
			assertThat(status("/v1/streams", field, "X-API-Key: wrong")).isEqualTo(401);
			assertThat(status("/v1/streams", field, "Authorization: Bearer " + DESK)).isEqualTo(200);
			assertThat(status("/v1/streams", "Authorization: bearer " + DESK, field)).isEqualTo(200);
			assertThat(status("/v1/streams", "Authorization: " + foreign + ", Bearer " + DESK)).isEqualTo(200);
			try (SseClient client = sse(STREAM + "&ticket=" + ticket(DESK), field)) {
				client.next("trade");
			}
			try (BareWebSocket client = webSocket("/v1/ws?ticket=" + ticket(DESK), field)) {
				assertThat(client.head().status()).isEqualTo(101);
			}
			try (BareWebSocket client = webSocket("/ws?business=crypto&apikey=" + DESK, field)) {
				assertThat(client.head().status()).isEqualTo(101);
			}
		}
	}

	@Test
	void theVendorsClientsAloneShowTheirKeyInTheUrl() {
		try (CompatClient client = CompatClient.connectTo(this.port, "/ws?business=crypto&apikey=" + DESK)) {
			assertThat(client.nextText()).isEqualTo(CompatClient.WELCOME);
		}
		assertThat(Http.get(this.port, "/v1/streams?apikey=" + DESK).statusCode()).isEqualTo(401);
		assertThat(Http.get(this.port, "/v1/streams", "apiKey", DESK).statusCode()).isEqualTo(401);
	}

	@Test
	void refusalsOfTheVendorsClientsAreStatusesWhateverTheirHeaders() {
		for (String origin : new String[] { "X-Nothing: none", "Origin: http://127.0.0.1:" + this.port,
				"Origin: https://127.0.0.1", "Origin: https://elsewhere.example" }) {
			for (String key : new String[] { "", "&apikey=wrong", "&apikey=" + GONE, "&apikey=" + CRYPTO }) {
				try (BareWebSocket client = webSocket("/ws?business=crypto" + key, origin)) {
					assertThat(client.head().status()).as(origin + key).isEqualTo(401);
					assertThat(client.head().field("www-authenticate")).as(origin + key)
						.isEqualTo("apikey realm=\"key\"");
				}
			}
			try (BareWebSocket client = webSocket("/ws?business=nothing&apikey=" + DESK, origin)) {
				assertThat(client.head().status()).as(origin).isEqualTo(404);
			}
			try (BareWebSocket client = webSocket("/ws?business=crypto&apikey=" + DESK, origin)) {
				assertThat(client.head().status()).as(origin).isEqualTo(101);
			}
		}
	}

	@Test
	void givesNoMoreThanTheKeyMayHave() {
		String[] crypto = { "X-API-Key", CRYPTO };
		for (String path : new String[] { "/v1/streams", "/v1/explain?stream=BTCUSDT@trade", "/actuator/prometheus",
				"/actuator/info", "/v1/stream?streams=AAPL.US@trade,BTCUSDT@depth,LTCUSDT@trade",
				"/v1/snapshot?streams=AAPL.US@trade" }) {
			HttpResponse<String> answer = Http.get(this.port, path, crypto);
			assertThat(answer.statusCode()).as(path).isEqualTo(403);
			assertThat(Http.json(answer).path("code").stringValue()).isEqualTo("not_entitled");
			assertThat(Http.json(answer).path("num").intValue()).isEqualTo(409);
		}
		String snapshot = "/v1/snapshot?streams=BTCUSDT@trade,ETHUSDT@trade,BTCUSDT@kline_1m";
		assertThat(Http.get(this.port, snapshot, crypto).body()).contains("\"symbol_limit\"");
		assertThat(Http.get(this.port, snapshot, "X-API-Key", DESK).body()).doesNotContain("\"symbol_limit\"");
	}

	@Test
	void rejectsStreamByStreamWhatTheKeyMayNotHave() {
		try (BareWebSocket client = webSocket("/v1/ws", "X-API-Key: " + CRYPTO)) {
			Message hello = client.next("hello");
			assertThat(hello.json().at("/limits/streams").intValue()).isEqualTo(2);
			assertThat(hello.json().at("/limits/connectionsPerCredential").intValue()).isEqualTo(1);
			client.text("{\"op\":\"subscribe\",\"id\":1,\"streams\":[\"BTCUSDT@trade\",\"ETHUSDT@kline_1m\","
					+ "\"BTCUSDT@depth\",\"LTCUSDT@trade\",\"AAPL.US@trade\",\"BTCUSDT@kline_5m\"]}");
			Message ack = client.next("ack");
			assertThat(ack.json().path("accepted").valueStream().map((name) -> name.asString()))
				.containsExactly("crypto:BTCUSDT@trade", "crypto:ETHUSDT@kline_1m");
			List<String> rejected = new ArrayList<>();
			ack.json()
				.path("rejected")
				.valueStream()
				.forEach((one) -> rejected.add(one.path("stream").asString() + " " + one.path("code").asString()));
			assertThat(rejected).containsExactlyInAnyOrder("crypto:BTCUSDT@depth not_entitled",
					"crypto:LTCUSDT@trade not_entitled", "stock:AAPL.US@trade not_entitled",
					"crypto:BTCUSDT@kline_5m symbol_limit");
			assertThat(Http.get(this.port, "/actuator/prometheus", "X-API-Key", DESK).body())
				.containsPattern("relay_downstream_credentials [1-9]");
			// One connection is what it may have, whatever the transport.
			HttpResponse<String> second = Http.get(this.port, STREAM, "X-API-Key", CRYPTO);
			assertThat(second.statusCode()).isEqualTo(429);
			assertThat(Http.json(second).path("code").stringValue()).isEqualTo("connection_limit");
			assertThat(second.headers().firstValue("Retry-After")).isPresent();
		}
	}

}
