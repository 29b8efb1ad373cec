package io.tickrelay.packaging;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import io.tickrelay.testing.client.BareWebSocket;
import io.tickrelay.testing.ByteProxy;
import io.tickrelay.testing.Certificates;
import io.tickrelay.testing.client.CompatClient;
import io.tickrelay.testing.client.Http2Streams;
import io.tickrelay.testing.client.Message;
import io.tickrelay.testing.Program;
import io.tickrelay.testing.Pushes;
import io.tickrelay.testing.Requires;
import io.tickrelay.testing.client.SseClient;
import io.tickrelay.testing.client.StreamClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The relay behind nginx as deploying.md has it: TLS ends there, and nothing else does.
 */
@Requires(Program.NGINX)
@Tag("full")
class ProxyIT {

	private static final int PER_ADDRESS = 4;

	private static final Duration READ_TIMEOUT = Duration.ofSeconds(2);

	private static @Nullable ProxiedRelay shared;

	private @Nullable ByteProxy tunnel;

	@BeforeAll
	static void start(@TempDir Path folder) throws IOException {
		shared = new ProxiedRelay(folder, READ_TIMEOUT.toSeconds() + "s", "--relay.downstream.keep-alive=1s",
				"--relay.downstream.ping-interval=1s", "--relay.downstream.pong-timeout=3s",
				"--relay.downstream.command-burst=64", "--relay.downstream.max-connections-per-address=" + PER_ADDRESS);
	}

	@AfterAll
	static void stop() {
		if (shared != null) {
			shared.close();
		}
	}

	@BeforeEach
	void openTunnel() throws IOException {
		this.tunnel = relay().tunnelFrom("127.0.0.1");
	}

	@AfterEach
	void closeTunnel() throws IOException {
		Objects.requireNonNull(this.tunnel).close();
	}

	@Test
	void eventsArriveOneByOne() {
		String symbol = relay().silentSymbol("ONEBYONE");
		try (SseClient browser = SseClient.request(port(), ProxyRequests.gzipAccepted(ProxyRequests.streams(symbol)),
				false);
				Http2Streams http2 = new Http2Streams(relay().nginx().port(), relay().authority());
				StreamClient tab = http2.open(ProxyRequests.streams(symbol));
				BareWebSocket service = BareWebSocket.connect(port(), ProxyRequests.streams(symbol));
				CompatClient program = CompatClient.connect(port(), "crypto")) {
			assertThat(program.ask("{'code':10000,'trace':'t','data':{'codes':'" + symbol + "'}}")).contains("10001");
			browser.next("subscribed");
			tab.next("subscribed");
			service.next("ack");
			relay().awaitUpstream(symbol);
			assertThat(browser.head().field("content-encoding")).isNull();
			for (int i = 1; i <= 20; i++) {
				// No other tick comes that could push it through a buffer.
				relay().push(Pushes.tradeAt(symbol, String.valueOf(i)));
				assertThat(browser.nextLive().number("seq")).isEqualTo(i);
				assertThat(tab.nextLive().number("seq")).isEqualTo(i);
				assertThat(service.nextLive().number("seq")).isEqualTo(i);
				assertThat(program.nextPush(10002)).contains("\"p\":\"" + i + "\"");
			}
		}
	}

	@Test
	void longSilenceEndsNothing() {
		String symbol = relay().silentSymbol("SILENT");
		try (SseClient browser = SseClient.connect(port(), ProxyRequests.streams(symbol));
				BareWebSocket service = BareWebSocket.connect(port(), ProxyRequests.streams(symbol));
				CompatClient program = CompatClient.connect(port(), "crypto")) {
			program.ask("{'code':10000,'trace':'t','data':{'codes':'" + symbol + "'}}");
			browser.next("subscribed");
			service.next("ack");
			relay().awaitUpstream(symbol);
			await().pollDelay(READ_TIMEOUT.multipliedBy(3)).atMost(StreamClient.PATIENCE).until(() -> true);
			relay().push(Pushes.tradeAt(symbol, "1"));
			assertThat(browser.nextLive().number("seq")).isEqualTo(1);
			assertThat(service.nextLive().number("seq")).isEqualTo(1);
			program.nextPush(10002);
			assertThat(browser.comments()).isNotEmpty();
		}
	}

	@Test
	void closeCodesPassBothWays() {
		try (BareWebSocket broken = BareWebSocket.connect(port(), "");
				BareWebSocket hasty = BareWebSocket.connect(port(), "");
				BareWebSocket polite = BareWebSocket.connect(port(), "");
				CompatClient program = CompatClient.connect(port(), "crypto")) {
			broken.frame(true, BareWebSocket.TEXT, new byte[] { -1 });
			assertThat(broken.awaitEnd()).isEqualTo(new StreamClient.End(4500, "bad_frame: not UTF-8"));
			for (int i = 0; i < 500; i++) {
				hasty.text("{\"op\":\"ping\",\"id\":" + i + "}");
			}
			assertThat(hasty.awaitEnd().code()).isEqualTo(4029);
			polite.frame(true, BareWebSocket.CLOSE, HexFormat.of().parseHex("10e1"));
			assertThat(polite.awaitEnd().code()).isEqualTo(4321);
			program.frame(true, BareWebSocket.TEXT, new byte[] { -1 });
			assertThat(program.awaitEnd().code()).isEqualTo(4500);
		}
	}

	@Test
	void countsTheAddressesOfClientsWhateverTheySayThemselves() throws IOException {
		try (ByteProxy crowded = relay().tunnelFrom("127.0.0.2"); ByteProxy other = relay().tunnelFrom("127.0.0.3")) {
			List<SseClient> clients = new ArrayList<>();
			for (int i = 1; i <= PER_ADDRESS; i++) {
				clients.add(SseClient.request(crowded.port(),
						ProxyRequests.with("X-Forwarded-For: 203.0.113." + i, "streams=BTCUSDT@trade"), false));
				clients.getLast().next("hello");
			}
			try (SseClient refused = SseClient.request(crowded.port(),
					ProxyRequests.with("X-Forwarded-For: 203.0.113.9", "streams=BTCUSDT@trade"), false);
					SseClient welcome = SseClient.connect(other.port(), "streams=BTCUSDT@trade")) {
				assertThat(refused.next("goaway").text("code")).isEqualTo("connection_limit");
				welcome.next("hello");
			}
			clients.forEach(StreamClient::close);
		}
	}

	@Test
	void aPageThatCameThroughItIsOfTheRelaysOwnOrigin() throws Exception {
		String authority = "localhost:" + relay().nginx().port();
		try (HttpClient client = HttpClient.newBuilder().sslContext(relay().authority().clients()).build()) {
			for (String origin : new String[] { "https://" + authority, "http://localhost", "https://localhost:1",
					"https://evil.example" }) {
				HttpResponse<String> answer = client
					.send(HttpRequest.newBuilder(URI.create("https://" + authority + "/v1/streams"))
						.header("Origin", origin)
						.build(), BodyHandlers.ofString());
				assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
				int upgraded = upgrade(authority, origin);
				boolean own = origin.equals("https://" + authority) || origin.equals("http://localhost");
				assertThat(answer.statusCode()).as(origin).isEqualTo(own ? 200 : 403);
				assertThat(upgraded).as(origin).isEqualTo(own ? 101 : 403);
			}
		}
	}

	@Test
	void comesBackThroughItWithoutAHole() {
		String symbol = relay().silentSymbol("RESUME");
		Message seen;
		try (SseClient first = SseClient.connect(port(), ProxyRequests.streams(symbol))) {
			first.next("subscribed");
			relay().awaitUpstream(symbol);
			relay().push(Pushes.tradeAt(symbol, "1"));
			seen = first.nextLive();
			relay().push(Pushes.tradeAt(symbol, "2"));
			first.nextLive();
		}
		try (SseClient again = SseClient.reconnect(port(), ProxyRequests.streams(symbol),
				Objects.requireNonNull(seen.id()))) {
			assertThat(again.nextLive().number("seq")).isEqualTo(2);
			assertThat(again.next("resumed").json().path("recovered").booleanValue()).isTrue();
		}
	}

	@Test
	void noLogHoldsWhatStandsInAnUrl() {
		CompatClient.connectTo(port(), "/ws?business=crypto&apikey=s3cret-of-a-client").close();
		SseClient.connect(port(), "streams=BTCUSDT@trade&key=s3cret-of-a-client").close();
		await().atMost(StreamClient.PATIENCE)
			.until(() -> relay().nginx().output(),
					(log) -> log.contains("GET /ws ") && log.contains("GET /v1/stream "));
		assertThat(relay().nginx().output()).doesNotContain("s3cret");
	}

	@Test
	void credentialsPass(@TempDir Path folder) throws IOException {
		BlockingQueue<Headers> asked = new LinkedBlockingQueue<>();
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.createContext("/", (exchange) -> {
			asked.add(exchange.getRequestHeaders());
			exchange.sendResponseHeaders(200, -1);
			exchange.close();
		});
		server.start();
		Certificates authority = Certificates.authority(folder, "authority");
		try (Nginx nginx = Nginx.start(folder, authority, server.getAddress().getPort(), "2s");
				ByteProxy way = ByteProxy.toTls(nginx.port(), authority.clients());
				SseClient client = SseClient.request(way.port(),
						ProxyRequests.with("Authorization: Bearer abc\r\nX-API-Key: def\r\nLast-Event-ID: 7\r\n"
								+ "X-Forwarded-For: 203.0.113.9", "streams=A@trade"),
						false)) {
			assertThat(client.head().status()).isEqualTo(200);
			Headers headers = asked.remove();
			assertThat(headers.getFirst("Authorization")).isEqualTo("Bearer abc");
			assertThat(headers.getFirst("X-API-Key")).isEqualTo("def");
			assertThat(headers.getFirst("Last-Event-ID")).isEqualTo("7");
			assertThat(headers.getFirst("X-Forwarded-For")).isEqualTo("203.0.113.9, 127.0.0.1");
			assertThat(headers.getFirst("X-Forwarded-Proto")).isEqualTo("https");
		}
		finally {
			server.stop(0);
		}
	}

	@Test
	void sendsAllClientsAwayThroughIt(@TempDir Path folder) throws IOException {
		try (ProxiedRelay stopping = new ProxiedRelay(folder, "60s", "--relay.downstream.drain-window=3s");
				ByteProxy way = stopping.tunnelFrom("127.0.0.1");
				Http2Streams http2 = new Http2Streams(stopping.nginx().port(), stopping.authority())) {
			SseClient browser = SseClient.connect(way.port(), "streams=BTCUSDT@trade");
			Http2Streams.Client tab = http2.open("streams=BTCUSDT@trade");
			BareWebSocket service = BareWebSocket.connect(way.port(), "streams=BTCUSDT@trade");
			CompatClient program = CompatClient.connect(way.port(), "crypto");
			browser.nextLive();
			tab.nextLive();
			service.nextLive();
			stopping.relay().terminate();
			await().atMost(StreamClient.PATIENCE)
				.until(() -> ProxyRequests.status(way.port(), "/actuator/health/readiness") == 503);
			try (SseClient late = SseClient.connect(way.port(), "streams=ETHUSDT@trade");
					BareWebSocket lateService = BareWebSocket.connect(way.port(), "")) {
				assertThat(late.next("goaway").text("code")).isEqualTo("draining");
				assertThat(lateService.awaitEnd()).isEqualTo(new StreamClient.End(4001, "draining"));
			}
			assertThat(browser.next("goaway").text("code")).isEqualTo("draining");
			assertThat(browser.retries()).last().satisfies((delay) -> assertThat(delay).isBetween(2000, 8000));
			assertThat(tab.next("goaway").text("code")).isEqualTo("draining");
			assertThat(tab.retries()).last().satisfies((delay) -> assertThat(delay).isBetween(2000, 8000));
			assertThat(browser.awaitEnd().reason()).isEqualTo(tab.awaitEnd().reason());
			assertThat(service.next("goaway").text("code")).isEqualTo("draining");
			assertThat(service.awaitEnd().code()).isEqualTo(1001);
			assertThat(program.awaitEnd().code()).isEqualTo(4001);
			assertThat(stopping.relay().exitCode(Duration.ofMinutes(1))).isIn(0, 143);
			assertThat(ProxyRequests.status(way.port(), "/v1/streams?key=s3cret")).isEqualTo(502);
			await().atMost(StreamClient.PATIENCE).until(() -> stopping.nginx().output().contains("\" 502 "));
			assertThat(stopping.nginx().output()).doesNotContain("s3cret");
		}
	}

	private int upgrade(String authority, String origin) {
		try (BareWebSocket client = BareWebSocket.ask(port(),
				BareWebSocket.request("").replace("Host: 127.0.0.1", "Host: " + authority) + "Origin: " + origin
						+ "\r\n\r\n")) {
			return client.head().status();
		}
	}

	private static ProxiedRelay relay() {
		return Objects.requireNonNull(shared);
	}

	private int port() {
		return Objects.requireNonNull(this.tunnel).port();
	}

}
