package io.tickrelay.downstream.security;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import io.tickrelay.testing.BareWebSocket;
import io.tickrelay.testing.CompatClient;
import io.tickrelay.testing.Http;
import io.tickrelay.testing.Message;
import io.tickrelay.testing.NettyLeaks;
import io.tickrelay.testing.SimulatedUpstream;
import io.tickrelay.testing.SocketClient;
import io.tickrelay.testing.SseClient;
import io.tickrelay.testing.StreamClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ContextConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/** Clients with keys, over every way in. */
@ExtendWith(OutputCaptureExtension.class)
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = { "relay.upstream.businesses=stock,crypto",
		"relay.demand.linger=1h", "relay.downstream.security.mode=api-key", "relay.downstream.security.ticket-ttl=5s",
		"relay.downstream.security.max-tickets=8", "relay.downstream.security.keys[0].name=desk",
		"relay.downstream.security.keys[0].hash=" + ApiKeyTest.DESK_HASH,
		"relay.downstream.security.keys[0].entitlements.operator=true", "relay.downstream.security.keys[1].name=crypto",
		"relay.downstream.security.keys[1].hash=sha256:" + ApiKeyTest.CRYPTO_HASH,
		"relay.downstream.security.keys[1].entitlements.businesses=crypto",
		"relay.downstream.security.keys[1].entitlements.symbols=BTC*,crypto:ETHUSDT",
		"relay.downstream.security.keys[1].entitlements.channels=trade,kline",
		"relay.downstream.security.keys[1].entitlements.max-streams=2",
		"relay.downstream.security.keys[1].entitlements.max-connections=1",
		"relay.downstream.security.keys[1].entitlements.compat=false", "relay.downstream.security.keys[2].name=gone",
		"relay.downstream.security.keys[2].hash=" + ApiKeyTest.GONE_HASH,
		"relay.downstream.security.keys[2].expires-at=2026-01-01T00:00:00Z" })
@ContextConfiguration(initializers = SimulatedUpstream.class)
class ApiKeyTest {

	static final String DESK = "d3sk-key-1";

	static final String DESK_HASH = "505f137935f84ed199629e21c4493eb9addefadb8e58b6d81a1d94a7ca9eab81";

	static final String CRYPTO = "crypt0-key-1";

	static final String CRYPTO_HASH = "29e6670551e1e38a92fb9c3eacd635d2b420f4dfc0acb20773a2ee3da103c41a";

	static final String GONE = "g0ne-key-1";

	static final String GONE_HASH = "c50c92ffe0001a81c954f4531a43292ead415f68a33ae0b1b6077859e3d2a401";

	private static final String STREAM = "/v1/stream?streams=BTCUSDT@trade";

	@LocalServerPort
	private int port;

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
	void aRequestThatCouldBeReadInTwoWaysIsRefusedInTheSameForm(String line) {
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
	void oneGoodCredentialOfSeveralIsEnoughAndATicketIsSpentLast() {
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

	@Test
	void theVendorsClientsShowTheirKeyInTheUrlAndNobodyElse() {
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

	@ParameterizedTest
	@ValueSource(strings = { "https://elsewhere.example", "null", "http://localhost", "http://127.0.0.1:1" })
	void anOriginRefusesNobodyWithAKey(String origin) {
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
	void aPageOfAnotherSiteIsRefusedWithoutAKeyThatWasJudged() {
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

	private int status(String path, String... fields) {
		try (SocketClient client = SseClient.request(this.port, "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:"
				+ this.port + "\r\nConnection: close\r\n" + lines(fields) + "\r\n", false)) {
			return client.head().status();
		}
	}

	private String detail(String... headers) {
		HttpResponse<String> answer = Http.get(this.port, STREAM, headers);
		assertThat(answer.statusCode()).isEqualTo(401);
		return Http.json(answer).path("detail").stringValue();
	}

	private String ticket(String key) {
		HttpResponse<String> answer = Http.send("POST", this.port, "/v1/tickets", "X-API-Key", key);
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
		assertThat(Http.json(answer).path("expiresInMs").intValue()).isEqualTo(5000);
		return Http.json(answer).path("ticket").stringValue();
	}

	private SseClient sse(String path, String... fields) {
		return SseClient.request(this.port, "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + this.port
				+ "\r\nAccept: text/event-stream\r\n" + lines(fields) + "\r\n", false);
	}

	private BareWebSocket webSocket(String path, String... fields) {
		return BareWebSocket.ask(this.port, handshake(path, fields));
	}

	private String handshake(String path, String... fields) {
		return "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + this.port
				+ "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
				+ "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + lines(fields) + "\r\n";
	}

	private static String lines(String[] fields) {
		StringBuilder lines = new StringBuilder();
		for (String field : fields) {
			lines.append(field).append("\r\n");
		}
		return lines.toString();
	}

}
