package io.tickrelay.downstream;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

import io.tickrelay.testing.client.BareWebSocket;
import io.tickrelay.testing.client.Http;
import io.tickrelay.testing.client.Message;
import io.tickrelay.testing.SimulatedUpstream;
import io.tickrelay.testing.client.SseClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ContextConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Who is let in: pages of which origin, and how many of which address. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = { "relay.upstream.businesses=crypto",
		"relay.downstream.allowed-origins=https://desk.example.com,capacitor://localhost,chrome-extension://abcdef",
		"relay.downstream.trusted-proxies=127.0.0.0/8,10.1.0.0/16", "relay.downstream.max-connections=4",
		"relay.downstream.max-connections-per-address=2", "relay.demand.linger=1h" })
@ContextConfiguration(initializers = SimulatedUpstream.class)
class AccessTest {

	private static final String STREAM = "streams=BTCUSDT@trade";

	@LocalServerPort
	private int port;

	@ParameterizedTest
	@ValueSource(strings = { "/v1/ws?" + STREAM, "/ws?business=crypto&apikey=k" })
	void aPageOfAnotherSiteOpensNoWebSocket(String path) {
		assertThat(answer(upgrade(path, "https://evil.example"))).isEqualTo(403);
		for (String origin : new String[] { "https://desk.example.com", "http://127.0.0.1:" + this.port }) {
			assertThat(answer(upgrade(path, origin))).as(origin).isEqualTo(101);
		}
	}

	@ParameterizedTest
	@CsvSource({ "https://evil.example,403", "null,403", "https://desk.example.com.evil.example,403",
			"http://desk.example.com,403", "https://desk.example.com:8443,403", "https://desk.example.com,200" })
	void answersPagesOfNamedSitesAlone(String origin, int status) {
		for (String path : new String[] { "/v1/streams", "/actuator/health", "/" }) {
			HttpResponse<String> response = Http.get(this.port, path, "Origin", origin);
			assertThat(response.statusCode()).isEqualTo(status);
			assertThat(response.headers().firstValue("Access-Control-Allow-Origin").isPresent())
				.isEqualTo(status == 200);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://desk.example.com", "capacitor://localhost", "chrome-extension://abcdef" })
	void anAllowedPageReadsWithCredentialsToo(String origin) {
		for (String path : List.of("/v1/streams", "/v1/nothing", "/v1/snapshot")) {
			HttpHeaders headers = Http.get(this.port, path, "Origin", origin).headers();
			assertThat(headers.allValues("Access-Control-Allow-Origin")).containsExactly(origin);
			assertThat(headers.allValues("Access-Control-Allow-Credentials")).containsExactly("true");
			assertThat(headers.allValues("Vary")).contains("Origin");
		}
		try (SseClient stream = SseClient.request(this.port,
				SseClient.get(STREAM, "HTTP/1.1").replaceFirst("\r\n", "\r\nOrigin: " + origin + "\r\n"), false)) {
			assertThat(stream.head().field("access-control-allow-credentials")).isEqualTo("true");
			assertThat(stream.head().field("access-control-allow-origin")).isEqualTo(origin);
		}
		try (BareWebSocket client = BareWebSocket.ask(this.port, upgrade("/v1/ws?" + STREAM, origin))) {
			assertThat(client.head().status()).isEqualTo(101);
		}
		await().until(() -> gauge("relay_downstream_clients ") == 0);
	}

	@Test
	void originsOfNearlyTheSameNameAreRefused() {
		for (String origin : List.of("capacitor://localhost.evil.example", "tauri://localhost",
				"http://desk.example.com", "chrome-extension://abcdeg", "nul", "file://")) {
			assertThat(Http.get(this.port, "/v1/streams", "Origin", origin).statusCode()).as(origin).isEqualTo(403);
		}
	}

	@Test
	void tellsARefusedPageWhatToDo() {
		HttpResponse<String> response = Http.get(this.port, "/v1/stream?" + STREAM, "Origin", "https://evil.example");
		assertThat(response.statusCode()).isEqualTo(403);
		assertThat(Http.json(response).path("code").stringValue()).isEqualTo("forbidden");
		assertThat(Http.json(response).path("detail").stringValue()).contains("relay.downstream.allowed-origins");
	}

	@Test
	void answersAPreflightWithoutAskingAnyHandler() {
		HttpResponse<String> response = Http.send("OPTIONS", this.port, "/v1/stream", "Origin",
				"https://desk.example.com", "Access-Control-Request-Method", "GET", "Access-Control-Request-Headers",
				"x-api-key");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Access-Control-Allow-Headers")).contains("x-api-key");
	}

	@Test
	void aPageBehindATlsProxyIsOfTheSameOrigin() {
		// Traefik says "wss" of what is upgraded.
		for (String scheme : List.of("https", "wss", "http", "")) {
			assertThat(Http
				.get(this.port, "/v1/streams", "Origin", "https://relay.example.com", "X-Forwarded-Proto", scheme,
						"X-Forwarded-Host", "relay.example.com")
				.statusCode()).as(scheme).isEqualTo(200);
		}
		for (String[] fields : new String[][] { { "X-Forwarded-Host", "relay.example.com" },
				{ "X-Forwarded-Host", "relay.example.com:8443" },
				{ "X-Forwarded-Host", "relay.example.com", "X-Forwarded-Port", "8443" } }) {
			String port = String.join("", fields).contains("8443") ? ":8443" : "";
			assertThat(originStatus("https://relay.example.com" + port, fields)).isEqualTo(200);
			assertThat(originStatus("https://relay.example.com:9443", fields)).isEqualTo(403);
			assertThat(originStatus("https://evil.example" + port, fields)).isEqualTo(403);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/v1/ws?" + STREAM, "/ws?business=crypto&apikey=k" })
	void anOriginOfItsOwnHostIsTheRelaysWhateverItsScheme(String path) {
		for (String origin : new String[] { "http://127.0.0.1", "https://127.0.0.1", "wss://127.0.0.1:" + this.port,
				"https://127.0.0.1:" + this.port, "http://127.0.0.1:" + this.port + "/", "" }) {
			assertThat(answer(upgrade(path, origin))).as(origin).isEqualTo(101);
		}
		for (String origin : new String[] { "http://127.0.0.1:1", "http://127.0.0.2", "null", "http://localhost",
				"http://127.0.0.1\r\nOrigin: https://evil.example" }) {
			assertThat(answer(upgrade(path, origin))).as(origin).isEqualTo(403);
		}
	}

	@Test
	void aCredentialThatWasNotJudgedMakesUpForNoOrigin() {
		for (String field : new String[] { "X-API-Key: any", "Authorization: Bearer any", "apikey: any" }) {
			for (String path : new String[] { "/v1/ws?" + STREAM + "&apikey=any&ticket=any",
					"/ws?business=crypto&apikey=any" }) {
				assertThat(answer(upgrade(path, "https://evil.example", field))).as(path + field).isEqualTo(403);
			}
		}
		assertThat(originStatus("https://evil.example", "X-API-Key", "any")).isEqualTo(403);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Basic eDp5", "Digest username=\"x\"", "Negotiate YII=", "NTLM TlRM", "Bearer x", "Bearer",
			"" })
	void anAuthorizationMeansNothingWhereNoneIsAskedFor(String field) {
		for (String path : new String[] { "/", "/v1/streams", "/actuator/health" }) {
			assertThat(Http.get(this.port, path, "Authorization", field).statusCode()).isEqualTo(200);
		}
		for (String path : new String[] { "/v1/ws?ticket=x", "/ws?business=crypto&apikey=k" }) {
			assertThat(answer(upgrade(path, null, "Authorization: " + field))).as(path).isEqualTo(101);
		}
	}

	private int originStatus(String origin, String... fields) {
		List<String> all = new ArrayList<>(List.of(fields));
		all.addAll(List.of("Origin", origin));
		return Http.get(this.port, "/v1/streams", all.toArray(String[]::new)).statusCode();
	}

	@Test
	void countsTheRealAddressesBehindTheProxies() {
		await().until(() -> gauge("relay_downstream_clients ") == 0);
		try (SseClient one = from("203.0.113.7"); SseClient two = from("6.6.6.6, 203.0.113.7, 10.1.2.3")) {
			assertThat(one.next("hello").json().at("/limits/connectionsPerAddress").intValue()).isEqualTo(2);
			two.next("hello");
			assertThat(gauge("relay_downstream_addresses ")).isEqualTo(1);
			// What stands in front of the first stranger is the client's own invention.
			try (SseClient third = from("198.51.100.1, 203.0.113.7")) {
				assertIsTurnedAway(third);
			}
			try (BareWebSocket third = BareWebSocket.ask(this.port,
					upgrade("/v1/ws?" + STREAM, null, "X-Forwarded-For: 203.0.113.7"))) {
				assertThat(third.head().status()).isEqualTo(429);
				assertThat(third.head().field("retry-after")).isEqualTo("20");
			}
			HttpResponse<String> program = Http.get(this.port, "/v1/stream?" + STREAM, "X-Forwarded-For",
					"203.0.113.7");
			assertThat(program.statusCode()).isEqualTo(429);
			assertThat(Http.json(program).path("code").stringValue()).isEqualTo("connection_limit");
			assertThat(program.headers().firstValue("Retry-After")).contains("20");
			try (SseClient other = from("203.0.113.8"); SseClient another = from("2001:db8::1")) {
				other.next("hello");
				another.next("hello");
				try (BareWebSocket fifth = BareWebSocket.ask(this.port,
						upgrade("/v1/ws?" + STREAM, null, "X-Forwarded-For: 203.0.113.9"))) {
					assertThat(fifth.head().status()).isEqualTo(503);
				}
			}
		}
		await().until(() -> gauge("relay_downstream_clients ") == 0);
		assertThat(gauge("relay_downstream_addresses ")).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/v1/ws?" + STREAM, "/ws?business=crypto&apikey=k" })
	void countsWebSocketsAsLongAsTheyAreOpen(String path) {
		await().until(() -> gauge("relay_downstream_clients ") == 0);
		String request = upgrade(path, null, "X-Forwarded-For: 203.0.113.20");
		try (BareWebSocket one = BareWebSocket.ask(this.port, request);
				BareWebSocket two = BareWebSocket.ask(this.port, request)) {
			assertThat(one.head().status()).isEqualTo(101);
			assertThat(two.head().status()).isEqualTo(101);
			assertThat(gauge("relay_downstream_clients ")).isEqualTo(2);
			try (BareWebSocket third = BareWebSocket.ask(this.port, request)) {
				assertThat(third.head().status()).isEqualTo(429);
			}
			one.leave();
			await().until(() -> gauge("relay_downstream_clients ") == 1);
		}
		await().until(() -> gauge("relay_downstream_clients ") == 0);
	}

	private static void assertIsTurnedAway(SseClient client) {
		assertThat(client.head().status()).isEqualTo(200);
		Message goaway = client.next("goaway");
		assertThat(goaway.json().path("code").stringValue()).isEqualTo("connection_limit");
		assertThat(goaway.json().path("temporary").booleanValue()).isTrue();
		assertThat(client.retries()).singleElement().satisfies((delay) -> assertThat(delay).isBetween(22_000, 28_000));
		client.awaitEnd();
	}

	/** Once those before have gone: there is room for few. */
	private int answer(String handshake) {
		await().until(() -> gauge("relay_downstream_clients ") == 0);
		try (BareWebSocket client = BareWebSocket.ask(this.port, handshake)) {
			return client.head().status();
		}
	}

	private double gauge(String name) {
		return Http.get(this.port, "/actuator/prometheus")
			.body()
			.lines()
			.filter((line) -> line.startsWith(name))
			.mapToDouble((line) -> Double.parseDouble(line.substring(name.length())))
			.sum();
	}

	private SseClient from(String forwardedFor) {
		String request = SseClient.get(STREAM, "HTTP/1.1");
		return SseClient.request(this.port,
				request.substring(0, request.length() - 2) + "X-Forwarded-For: " + forwardedFor + "\r\n\r\n", false);
	}

	private String upgrade(String path, @Nullable String origin, String... fields) {
		StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + this.port
				+ "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
				+ "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
		if (origin != null) {
			request.append("Origin: ").append(origin).append("\r\n");
		}
		for (String field : fields) {
			request.append(field).append("\r\n");
		}
		return request.append("\r\n").toString();
	}

}
