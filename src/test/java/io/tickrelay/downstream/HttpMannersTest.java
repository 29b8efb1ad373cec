package io.tickrelay.downstream;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;

import io.tickrelay.testing.client.Http;
import io.tickrelay.testing.Logs;
import io.tickrelay.testing.client.Message;
import io.tickrelay.testing.RelayTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/** Characters, methods and paths that browsers and programs send. */
@RelayTest
class HttpMannersTest {

	private static final String HANDSHAKE = """
			Upgrade: websocket\r
			Connection: Upgrade\r
			Sec-WebSocket-Version: 13\r
			Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
			""";

	private static final List<String> PATHS = List.of("/v1/stream?streams=BTCUSDT@trade&x=", "/v1/symbols?q=",
			"/v1/streams?business=crypto&x=", "/v1/explain?stream=BTCUSDT@trade&x=",
			"/v1/snapshot?streams=NONE1USDT@trade&x=", "/actuator/health?x=", "/app.js?", "/?", "/v1/nothing?");

	@LocalServerPort
	private int port;

	@ParameterizedTest
	@ValueSource(strings = { "^", "|", "{x}", "\"", "<b>", "`", "\\", "100%", "%zz", "%4", "苹果", "oréal", "a+b", "[",
			"]", "?", "'", "\u0001" })
	void whatABrowserSendsInAQueryIsReadOnEveryPath(String typed) throws IOException {
		for (String path : PATHS) {
			Answer answer = ask("GET", path + typed, "", StandardCharsets.UTF_8);
			// This relay has no product lists.
			assertThat(answer.status()).as(path).isIn(200, 404, 503);
			if (answer.status() != 200) {
				assertThat(answer.code()).isIn("bad_request", "no_value", "upstream_unavailable");
			}
		}
		Answer handshake = ask("GET", "/v1/ws?streams=BTCUSDT@trade&x=" + typed, HANDSHAKE, StandardCharsets.UTF_8);
		assertThat(handshake.status()).isEqualTo(101);
		Answer vendors = ask("GET", "/ws?business=crypto&apikey=k&x=" + typed, HANDSHAKE, StandardCharsets.UTF_8);
		assertThat(vendors.status()).isEqualTo(101);
	}

	@Test
	void aSymbolIsReadAsItWasTyped() throws IOException {
		for (String symbol : List.of("^", "%5E", "%5e")) {
			Answer answer = ask("GET", "/v1/explain?stream=common:" + symbol + "GSPC@trade", "",
					StandardCharsets.UTF_8);
			assertThat(answer.body()).contains("common:^GSPC@trade");
		}
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "/v1/symbols?q=oréal", "/v1/symbols?q=or%E9al", "/v1/%E9", "/v1/é", "/?%c3", "/?%ED%A0%80" })
	void whatIsNotUtf8IsRefusedWithACodeAndCounted(String target) throws IOException {
		double before = Http.meter(this.port, "relay_downstream_errors_total{code=\"bad_request\"");
		Answer answer = ask("GET", target, "", StandardCharsets.ISO_8859_1);
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.code()).isEqualTo("bad_request");
		assertThat(answer.body()).contains("UTF-8");
		assertThat(Http.meter(this.port, "relay_downstream_errors_total{code=\"bad_request\"")).isGreaterThan(before);
	}

	@ParameterizedTest
	@ValueSource(strings = { "h:x", "h:99999", "a:b:c", "[::1", "[x]", "[::1]x" })
	void aHostThatIsNoneIsRefusedWithACode(String host) throws IOException {
		try (Logs logs = Logs.listen()) {
			Answer answer = exchange("GET /v1/symbols HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n",
					StandardCharsets.ISO_8859_1);
			assertThat(answer.status()).isEqualTo(400);
			assertThat(answer.body()).contains("\"code\":\"bad_request\"", "Host");
			assertThat(logs.all()).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/a^b", "/苹果", "/a|b", "/{a}", "/%7F", "/v1", "/v1/", "/v1/stream/x", "/actuator/x",
			"/actuator", "/favicon.ico", "*", "x", "/index.htm" })
	void aPathThatNamesNothingHasTheProblemDocument(String target) throws IOException {
		for (String method : List.of("GET", "POST", "DELETE", "OPTIONS")) {
			Answer answer = ask(method, target, "", StandardCharsets.UTF_8);
			assertThat(answer.status()).as(method).isEqualTo(404);
			assertThat(answer.code()).isEqualTo("bad_request");
			assertThat(answer.head()).contains("Content-Type: application/problem+json");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/actuator/health/x", "/actuator/health/liveness/x" })
	void aHealthGroupThatIsNoneHasTheProblemDocument(String target) throws IOException {
		Answer answer = ask("GET", target, "", StandardCharsets.UTF_8);
		assertThat(answer.status()).isEqualTo(404);
		assertThat(answer.code()).isEqualTo("bad_request");
		Answer head = ask("HEAD", target, "", StandardCharsets.UTF_8);
		assertThat(head.status()).isEqualTo(404);
		assertThat(head.head()).contains("Content-Type: application/problem+json");
		assertThat(head.body()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/a%", "/a%zz", "/a\\b", "/a;b", "//", "/a/../b", "/%2e%2e/x", "/a%00", "/a%0d%0ab" })
	void anAmbiguousPathHasTheProblemDocument(String target) throws IOException {
		Answer answer = ask("GET", target, "", StandardCharsets.UTF_8);
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.code()).isEqualTo("bad_request");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/index.html", "/app.js", "/app.css", "/openapi.yaml", "/v1/streams",
			"/v1/snapshot?streams=NONE1USDT@trade", "/actuator/health", "/actuator/info" })
	void headSaysWhatGetSaysWithoutABody(String target) throws IOException {
		Answer get = ask("GET", target, "", StandardCharsets.UTF_8);
		Answer head = ask("HEAD", target, "", StandardCharsets.UTF_8);
		assertThat(head.status()).isEqualTo(get.status()).isIn(200, 404);
		assertThat(head.body()).isEmpty();
		assertThat(get.body()).isNotEmpty();
		assertThat(head.head()).containsIgnoringCase("content-type: ").containsIgnoringCase("content-length: ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get", "CONNECT" })
	void aMethodThatAResourceDoesNotTakeIs405(String method) throws IOException {
		for (String target : List.of("/", "/index.html", "/app.js", "/openapi.yaml", "/v1/symbols", "/v1/streams",
				"/v1/snapshot", "/v1/explain", "/v1/stream", "/v1/ws", "/ws?business=crypto")) {
			Answer answer = ask(method, target, "", StandardCharsets.UTF_8);
			assertThat(answer.status()).as(target).isEqualTo(405);
			assertThat(answer.code()).isEqualTo("bad_request");
			assertThat(answer.head()).contains("Allow: GET");
		}
		if (!method.equals("OPTIONS")) {
			assertThat(ask(method, "/actuator/info", "", StandardCharsets.UTF_8).code()).isEqualTo("bad_request");
		}
	}

	@Test
	void thePageIsThereWhateverIsAccepted() throws IOException {
		for (String accepted : List.of("text/html", "application/json", "*/*", "é", "text", ";q=x")) {
			Answer answer = ask("GET", "/", "Accept: " + accepted + "\r\n", StandardCharsets.UTF_8);
			assertThat(answer.status()).as(accepted).isEqualTo(200);
			assertThat(answer.head()).contains("Content-Type: text/html");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "Last-Event-ID", "X-API-Key", "Authorization", "Cookie", "User-Agent", "Referer", "Range",
			"X-Forwarded-For", "Accept-Language", "If-None-Match", "If-Modified-Since", "Content-Type", "X-Any",
			"Sec-WebSocket-Protocol", "Accept-Encoding" })
	void aHeaderBeyondAsciiIsJudgedByThoseWhoReadIt(String name) throws IOException {
		try (Logs logs = Logs.listen()) {
			for (String value : List.of("é", "苹果", "\u0085", "\u0378", "😀")) {
				for (Charset charset : List.of(StandardCharsets.UTF_8, StandardCharsets.ISO_8859_1)) {
					for (String target : List.of("/v1/stream?streams=BTCUSDT@trade", "/v1/streams")) {
						assertThat(ask("GET", target, name + ": " + value + "\r\n", charset).status()).as(value)
							.isEqualTo(200);
					}
					assertThat(ask("GET", "/v1/ws", HANDSHAKE + name + ": " + value + "\r\n", charset).status())
						.as(value)
						.isEqualTo(101);
				}
			}
			assertThat(logs.with("WARN")).isEmpty();
			assertThat(logs.with("ERROR")).isEmpty();
		}
	}

	@Test
	void anAcceptBeyondAsciiIsNotAcceptable() throws IOException {
		for (String target : List.of("/v1/stream?streams=BTCUSDT@trade", "/v1/symbols", "/actuator/info")) {
			Answer answer = ask("GET", target, "Accept: é\r\n", StandardCharsets.UTF_8);
			assertThat(answer.status()).as(target).isEqualTo(406);
			assertThat(answer.code()).isEqualTo("bad_request");
		}
	}

	@Test
	void anOriginBeyondAsciiIsAnotherSites() throws IOException {
		for (String origin : List.of("é", "http://é", "http://[", "://", "http://\u0085")) {
			Answer answer = ask("GET", "/v1/symbols", "Origin: " + origin + "\r\n", StandardCharsets.UTF_8);
			assertThat(answer.status()).as(origin).isEqualTo(403);
			assertThat(answer.code()).isEqualTo("forbidden");
		}
	}

	private Answer ask(String method, String target, String fields, Charset charset) throws IOException {
		String close = fields.contains("Connection:") ? "" : "Connection: close\r\n";
		return exchange(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n" + fields + close + "\r\n", charset);
	}

	private Answer exchange(String request, Charset charset) throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			socket.setSoTimeout(15_000);
			socket.getOutputStream().write(request.getBytes(charset));
			StringBuilder read = new StringBuilder();
			byte[] bytes = new byte[65_536];
			int length = socket.getInputStream().read(bytes);
			while (length >= 0) {
				read.append(new String(bytes, 0, length, StandardCharsets.UTF_8));
				boolean goesOn = read.indexOf("HTTP/1.1 101") == 0 || read.indexOf("text/event-stream") > 0;
				int headEnd = read.indexOf("\r\n\r\n");
				if (headEnd > 0 && goesOn) {
					break;
				}
				length = socket.getInputStream().read(bytes);
			}
			String answer = read.toString();
			int headEnd = answer.indexOf("\r\n\r\n");
			return new Answer(Integer.parseInt(answer.substring(9, 12)), answer.substring(0, headEnd + 2),
					answer.substring(headEnd + 4));
		}
	}

	private record Answer(int status, String head, String body) {

		String code() {
			return Message.JSON.readTree(this.body).path("code").asString("");
		}

	}

}
