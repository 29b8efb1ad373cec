package io.tickrelay.downstream.security;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.tickrelay.testing.client.Http;
import io.tickrelay.testing.NettyLeaks;
import io.tickrelay.testing.SimulatedUpstream;
import io.tickrelay.testing.client.StreamClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.web.server.WebFilter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Streams are let in ahead of the filters, and nothing is that those would have refused.
 * A field that says that there is no body has a request go through the filters.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = { "relay.upstream.businesses=stock,crypto",
		"relay.demand.linger=1h", "relay.downstream.allowed-origins=https://a.example,http://127.0.0.1",
		"relay.downstream.trusted-proxies=127.0.0.2", "relay.downstream.security.mode=api-key",
		"relay.downstream.security.keys[0].name=desk", "relay.downstream.security.keys[0].hash=" + ApiKeyTest.DESK_HASH,
		"relay.downstream.security.keys[1].name=crypto",
		"relay.downstream.security.keys[1].hash=" + ApiKeyTest.CRYPTO_HASH,
		"relay.downstream.security.keys[1].entitlements.symbols=BTC*",
		"relay.downstream.security.keys[1].entitlements.compat=false", "relay.downstream.security.keys[2].name=gone",
		"relay.downstream.security.keys[2].hash=" + ApiKeyTest.GONE_HASH,
		"relay.downstream.security.keys[2].expires-at=2026-01-01T00:00:00Z" })
@ContextConfiguration(initializers = SimulatedUpstream.class)
@Tag("full")
class StreamEntranceTest {

	private static final String NO_BODY = "Content-Length: 0\r\n";

	private static final String HANDSHAKE = """
			Upgrade: websocket\r
			Connection: keep-alive, Upgrade\r
			Sec-WebSocket-Version: 13\r
			Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
			""";

	private static final String DESK = "X-API-Key: " + ApiKeyTest.DESK + "\r\n";

	private static final String STREAM = "GET /v1/stream?streams=BTCUSDT@trade";

	@LocalServerPort
	private int port;

	@Autowired
	private AtomicInteger filtered;

	static List<String> good() {
		List<String> requests = new ArrayList<>();
		String tail = " HTTP/1.1\r\nHost: here\r\n";
		for (String fields : List.of("", "Origin: https://a.example\r\n", "Origin: https://here\r\n", "Origin: \r\n",
				"Accept: text/event-stream\r\n", "Accept: */*;q=0.1, text/html\r\n", "Last-Event-ID: 1\r\n",
				"X-Forwarded-For: 10.0.0.1\r\nX-Forwarded-Proto: https\r\n")) {
			requests.add(STREAM + tail + DESK + fields);
			requests.add("GET /v1/ws?streams=BTCUSDT@trade" + tail + HANDSHAKE + DESK + fields);
			requests.add("GET /ws?business=crypto&apikey=" + ApiKeyTest.DESK + tail + HANDSHAKE + fields);
		}
		requests.add(STREAM + "&x=%C3%A9+b&snapshot=false&rate=2&mode=conflate" + tail + DESK);
		requests.add(STREAM + ",%20ETHUSDT%40depth&symbols=SOLUSDT&channels=trade,depth" + tail + DESK);
		requests.add(STREAM + ",ETHUSDT@trade" + tail + "Authorization: bearer " + ApiKeyTest.CRYPTO + "\r\n");
		requests.add("GET /v1/ws" + tail + HANDSHAKE + DESK + "Sec-WebSocket-Protocol: , a.b, c\r\n");
		requests.add("GET /v1/ws" + tail + HANDSHAKE + DESK + "Sec-WebSocket-Protocol: a b\r\n");
		requests.add("GET /ws?business=crypto" + tail + HANDSHAKE + "apiKey: " + ApiKeyTest.DESK + "\r\n");
		return requests;
	}

	static Stream<String> doubtful() {
		List<String> requests = new ArrayList<>();
		for (String target : List.of("/v1/stream", "/v1/stream?streams=BTCUSDT@trade", "/v1/stream?streams=nothing",
				"/v1/stream?streams=BTCUSDT@trade&rate=x", "/v1/stream?streams=BTCUSDT@trade&mod=all",
				"/v1/stream?streams=%FF", "/v1/stream?=streams=BTCUSDT@trade", "/v1/stream?streams=BTCUSDT@trade#x",
				"/v1/stream?streams", "/v1/stream?&&streams=BTCUSDT@trade&", "/v1/stream/?streams=BTCUSDT@trade",
				"/v1/%73tream?streams=BTCUSDT@trade", "/v1/stream;a=b?streams=BTCUSDT@trade",
				"//v1/stream?streams=BTCUSDT@trade", "/v1/../v1/stream?streams=BTCUSDT@trade",
				"http://other/v1/stream?streams=BTCUSDT@trade", "/v1/ws?streams=BTCUSDT@trade", "/ws",
				"/ws?business=crypto", "/ws?business=forex", "/ws?business=crypto&apikey=",
				"/ws?business=crypto&apikey=wrong", "/ws?business=crypto&apikey=" + ApiKeyTest.CRYPTO,
				"/ws?business=crypto&apikey=" + ApiKeyTest.GONE)) {
			for (String fields : List.of("", DESK, DESK + HANDSHAKE, HANDSHAKE,
					"X-API-Key: " + ApiKeyTest.CRYPTO + "\r\n", "X-API-Key: " + ApiKeyTest.GONE + "\r\n",
					"X-API-Key: wrong\r\nAuthorization: Bearer " + ApiKeyTest.DESK + "\r\n" + HANDSHAKE)) {
				requests.add("GET " + target + " HTTP/1.1\r\nHost: here\r\n" + fields);
			}
		}
		for (String fields : List.of("Origin: https://evil.example\r\n", "Origin: https://here:8443\r\n",
				"Origin: null\r\n", "Origin: http://127.0.0.1\r\n",
				"Origin: https://a.example\r\nOrigin: https://evil.example\r\n", "Accept: application/json\r\n",
				"Accept: text/event-stream;q=0\r\n", "Accept: nonsense\r\n", "Upgrade: h2c\r\n",
				"Upgrade: websocket\r\nConnection: Upgrade\r\n", "Sec-WebSocket-Key: short\r\n",
				"Sec-WebSocket-Version: 12\r\n", "Host: twice\r\n", "Expect: nothing\r\n", "X: \u00e9\r\n")) {
			for (String key : List.of("", DESK, DESK + HANDSHAKE)) {
				requests.add(STREAM + " HTTP/1.1\r\nHost: here\r\n" + fields + key);
				requests.add("GET /v1/ws HTTP/1.1\r\nHost: here\r\n" + fields + key);
			}
		}
		for (String line : List.of("POST", "HEAD", "OPTIONS", "PUT", "get")) {
			requests.add(STREAM.replace("GET", line) + " HTTP/1.1\r\nHost: here\r\n" + DESK);
		}
		requests.add(STREAM + " HTTP/1.0\r\nHost: here\r\n" + DESK);
		requests.add(STREAM + " HTTP/1.1\r\nHost: a b\r\n" + DESK);
		for (String host : List.of("a@here", "here/b", "here?c", "here#d", "here:080", "invalid:80", "[::1]:80", "[::1",
				":80", "")) {
			requests.add(STREAM + " HTTP/1.1\r\nHost: " + host + "\r\n" + DESK);
			requests.add(STREAM + " HTTP/1.1\r\nHost: " + host + "\r\n" + DESK + "Origin: http://here\r\n");
		}
		requests.add(STREAM + " HTTP/1.1\r\nHost: a_b:80\r\n" + DESK + "Origin: http://a_b\r\n");
		return requests.stream();
	}

	@ParameterizedTest
	@MethodSource("good")
	void answersBeforeTheFiltersAsBehindThem(String request) throws IOException {
		int before = this.filtered.get();
		String answer = answer(request + "\r\n");
		assertThat(this.filtered).as("not filtered").hasValue(before);
		assertThat(answer).matches("HTTP/1.1 (200 OK|101 Switching Protocols)\r\n(?s:.*)");
		assertThat(answer(request + NO_BODY + "\r\n")).isEqualTo(answer);
		assertThat(this.filtered).as("filtered").hasValue(before + 1);
	}

	@ParameterizedTest
	@MethodSource({ "doubtful", "good" })
	void letsNothingElseIn(String request) throws IOException {
		assertThat(answer(request + "\r\n")).isEqualTo(answer(request + NO_BODY + "\r\n"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/v1/stream?streams=BTCUSDT@trade&ticket=", "/v1/ws?ticket=" })
	void spendsATicketOnce(String target) throws IOException {
		String ticket = Http.json(Http.send("POST", this.port, "/v1/tickets", "X-API-Key", ApiKeyTest.DESK))
			.path("ticket")
			.asString();
		String request = "GET " + target + ticket + " HTTP/1.1\r\nHost: here\r\n"
				+ (target.startsWith("/v1/ws") ? HANDSHAKE : "") + "\r\n";
		int before = this.filtered.get();
		assertThat(answer(request)).doesNotContain(" 401 ");
		assertThat(this.filtered).hasValue(before);
		assertThat(answer(request)).startsWith("HTTP/1.1 401 ");
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 5, 30, 60, 90 })
	void readsARequestThatComesInParts(int length) throws IOException {
		String request = STREAM + " HTTP/1.1\r\nHost: here\r\n" + DESK + "\r\n";
		try (Socket socket = open(InetAddress.getLoopbackAddress())) {
			for (int i = 0; i < request.length(); i += length) {
				socket.getOutputStream()
					.write(request.substring(i, Math.min(i + length, request.length()))
						.getBytes(StandardCharsets.ISO_8859_1));
			}
			assertThat(read(socket.getInputStream(), "event: subscribed")).contains("event: hello");
		}
	}

	@Test
	void believesATrustedProxy() throws IOException {
		String request = STREAM
				+ " HTTP/1.1\r\nHost: inner\r\nX-Forwarded-For: 10.0.0.1\r\nX-Forwarded-Proto: https\r\n"
				+ "X-Forwarded-Host: outer.example:8443\r\nOrigin: https://outer.example:8443\r\n" + DESK;
		InetAddress proxy = InetAddress.ofLiteral("127.0.0.2");
		int before = this.filtered.get();
		String answer = answer(proxy, request + "\r\n");
		assertThat(this.filtered).hasValue(before);
		assertThat(answer).contains("Strict-Transport-Security: max-age=31536000\r\n");
		assertThat(answer(proxy, request + NO_BODY + "\r\n")).isEqualTo(answer);
		assertThat(answer(request + "\r\n")).as("not a proxy").startsWith("HTTP/1.1 200").doesNotContain("Strict-");
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET /actuator/health/liveness HTTP/1.1\r\nHost: here\r\n\r\n", "\u0081\u0000garbage" })
	void ignoresWhatComesBehindARequest(String behind) throws IOException {
		List<String> leaksBefore = List.copyOf(NettyLeaks.look());
		String answer = answer(STREAM + " HTTP/1.1\r\nHost: here\r\n" + DESK + "\r\n" + behind);
		assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n");
		try (Socket hasty = open(InetAddress.getLoopbackAddress())) {
			hasty.getOutputStream()
				.write(("GET /v1/ws HTTP/1.1\r\nHost: here\r\n" + DESK + HANDSHAKE + "\r\n" + behind)
					.getBytes(StandardCharsets.ISO_8859_1));
			assertThat(read(hasty.getInputStream(), "\u0000")).as("hung up on").isEmpty();
		}
		assertThat(NettyLeaks.look()).isEqualTo(leaksBefore);
	}

	private String answer(String request) throws IOException {
		return answer(InetAddress.getLoopbackAddress(), request);
	}

	/** The head, and the body of a refusal. */
	private String answer(InetAddress from, String request) throws IOException {
		try (Socket socket = open(from)) {
			socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
			InputStream in = socket.getInputStream();
			String head = read(in, "\r\n\r\n");
			int length = head.toLowerCase(Locale.ROOT).indexOf("content-length: ");
			if (length < 0 || request.startsWith("HEAD")) {
				return head;
			}
			int begin = length + "content-length: ".length();
			byte[] body = in.readNBytes(Integer.parseInt(head.substring(begin, head.indexOf('\r', begin))));
			return head + new String(body, StandardCharsets.UTF_8);
		}
	}

	private static String read(InputStream in, String end) throws IOException {
		StringBuilder text = new StringBuilder();
		for (int next = in.read(); next >= 0; next = in.read()) {
			text.append((char) next);
			if (text.indexOf(end, Math.max(0, text.length() - end.length())) >= 0) {
				break;
			}
		}
		return text.toString();
	}

	private Socket open(InetAddress from) throws IOException {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port, from, 0);
		socket.setTcpNoDelay(true);
		socket.setSoTimeout((int) StreamClient.PATIENCE.toMillis());
		return socket;
	}

	@TestConfiguration
	static class Filtered {

		@Bean
		AtomicInteger filtered() {
			return new AtomicInteger();
		}

		@Bean
		@Order(Ordered.HIGHEST_PRECEDENCE)
		WebFilter countingFilter(AtomicInteger filtered) {
			return (exchange, chain) -> {
				filtered.incrementAndGet();
				return chain.filter(exchange);
			};
		}

	}

}
