package io.tickrelay.downstream;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import io.netty.handler.codec.http2.Http2Exception;
import io.tickrelay.testing.BareHttp2;
import io.tickrelay.testing.CompatClient;
import io.tickrelay.testing.Http;
import io.tickrelay.testing.SimulatedUpstream;
import io.tickrelay.testing.SseClient;
import io.tickrelay.testing.StreamClient;
import io.tickrelay.testing.WebSocketClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.web.server.WebFilter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A storm of connects. A turn takes so long here that each is followed by the longest
 * pause: more than a second for all.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "relay.upstream.businesses=crypto", "relay.downstream.newcomer-share=1",
				"relay.downstream.max-handshakes=100000", "relay.demand.linger=1h", "server.http2.enabled=true" })
@ContextConfiguration(initializers = SimulatedUpstream.class)
class TurnstileTest {

	/** As many loops as Reactor Netty makes, and sixty for each. */
	private static final int STORM = 60 * Math.max(4, Runtime.getRuntime().availableProcessors());

	private static final int STREAMS = 50;

	private static final long TURN_NS = TimeUnit.MICROSECONDS.toNanos(300);

	@LocalServerPort
	private int port;

	@Autowired
	private Newcomers newcomers;

	@Autowired
	private Turnstile turnstile;

	@Autowired
	private Clients clients;

	@Autowired
	private AtomicInteger turns;

	private final List<Socket> open = new ArrayList<>();

	@AfterEach
	void closeAll() throws IOException {
		for (Socket one : this.open) {
			one.close();
		}
		await().atMost(StreamClient.PATIENCE).until(this.clients::count, (count) -> count == 0);
		await().atMost(StreamClient.PATIENCE).until(this.newcomers::waiting, (count) -> count <= 1);
	}

	@Test
	void letsEverybodyInAndNobodyElseWaitForIt() throws IOException {
		// Its first time would take longer than the storm.
		assertThat(Http.meter(this.port, "relay_downstream_newcomers_waiting ")).isZero();
		storm("/v1/stream?streams=BTCUSDT@trade");
		assertThat(Http.meter(this.port, "relay_downstream_newcomers_waiting ")).isPositive();
		assertThat(Http.get(this.port, "/actuator/health").statusCode()).isEqualTo(200);
		assertThat(this.turnstile.waiting()).isPositive();
		awaitAnswers();
		await().atMost(StreamClient.PATIENCE).until(this.clients::count, (count) -> count == STORM);
	}

	/** The last ones are refused, which has its turn, too. */
	@ParameterizedTest
	@ValueSource(strings = { "/v1/%73tream?streams=BTCUSDT@trade", "/v1/ws", "/%77s?business=crypto",
			"http://here/v1/stream?streams=BTCUSDT@trade" })
	void hasATurnForEachWayIn(String target) throws IOException {
		storm(target);
		awaitAnswers();
	}

	@Test
	void hasATurnForEachStreamOfAConnection() throws IOException, Http2Exception {
		this.turns.set(0);
		try (BareHttp2 client = new BareHttp2(this.port)) {
			for (int i = 0; i < STREAMS; i++) {
				client.get("/v1/stream?streams=BTCUSDT@trade", "");
			}
			awaitQueue(STREAMS / 2);
			for (int stream = 1; stream < 2 * STREAMS; stream += 2) {
				assertThat(client.headers(stream, client.next(stream)).status()).asString().isEqualTo("200");
			}
			assertThat(this.turnstile.waiting()).isZero();
			assertThat(this.turns).hasValue(STREAMS);
		}
	}

	@Test
	void servesThoseWhoWaitedAsItServesOthers() throws IOException {
		storm("/v1/stream?streams=BTCUSDT@trade");
		// At once, or the last would find nobody in front of it.
		var later = CompletableFuture.supplyAsync(() -> CompatClient.connect(this.port, "crypto"));
		var last = CompletableFuture.supplyAsync(() -> WebSocketClient.connect(this.port, "streams=BTCUSDT@trade"));
		try (SseClient events = SseClient.connect(this.port, "streams=BTCUSDT@trade");
				CompatClient vendors = later.orTimeout(15, TimeUnit.SECONDS).join();
				WebSocketClient socket = last.orTimeout(15, TimeUnit.SECONDS).join()) {
			assertThat(vendors.nextText()).isEqualTo(CompatClient.WELCOME);
			events.nextLive();
			socket.nextLive();
			assertThat(socket.ask("{'op':'list'}").texts("current")).containsExactly("crypto:BTCUSDT@trade");
		}
	}

	@Test
	void answersWhatCameBehindAWaitingRequest() throws IOException {
		storm("/v1/stream?streams=BTCUSDT@trade");
		try (Socket two = open()) {
			two.getOutputStream()
				.write((request("/v1/stream?rate=x") + request("/actuator/health/liveness"))
					.getBytes(StandardCharsets.ISO_8859_1));
			InputStream in = two.getInputStream();
			StringBuilder answers = new StringBuilder();
			for (int read = in.read(); read >= 0; read = in.read()) {
				answers.append((char) read);
				if (answers.toString().endsWith("\"UP\"}")) {
					break;
				}
			}
			assertThat(answers).startsWith("HTTP/1.1 400 ").contains("HTTP/1.1 200 ");
		}
	}

	@Test
	void hasNoTurnForRequestsThatEnd() throws IOException {
		connect();
		send("/v1/symbols?q=none");
		awaitAnswers();
		assertThat(this.turns).hasValue(0);
	}

	@Test
	void whoBreaksOffWhileItWaitsHasNoTurn() throws IOException {
		storm("/v1/stream?streams=BTCUSDT@trade");
		for (Socket one : this.open) {
			// The close is a reset then.
			one.setSoLinger(true, 0);
			one.close();
		}
		await().atMost(StreamClient.PATIENCE).until(this.turnstile::waiting, (count) -> count == 0);
		assertThat(this.turns.get()).isBetween(1, STORM - 1);
		try (SseClient next = SseClient.connect(this.port, "streams=BTCUSDT@trade")) {
			next.nextLive();
		}
	}

	/** Comes back when some have had their turn and most of the others wait. */
	private void storm(String target) throws IOException {
		connect();
		send(target);
		// While each loop is in its first turn, nobody may be in any queue yet.
		awaitQueue(STORM / 2);
	}

	private void awaitQueue(int least) {
		await().atMost(StreamClient.PATIENCE)
			.pollInterval(1, TimeUnit.MILLISECONDS)
			.until(this.turnstile::waiting, (count) -> count >= least);
	}

	private void connect() throws IOException {
		this.turns.set(0);
		for (int i = 0; i < STORM; i++) {
			this.open.add(open());
		}
		// Accepting has a pace of its own.
		await().atMost(StreamClient.PATIENCE).until(this.newcomers::waiting, (count) -> count >= STORM);
	}

	private void send(String target) throws IOException {
		byte[] request = request(target).getBytes(StandardCharsets.ISO_8859_1);
		for (Socket socket : this.open) {
			socket.getOutputStream().write(request);
		}
	}

	private Socket open() throws IOException {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port);
		socket.setSoTimeout((int) StreamClient.PATIENCE.toMillis());
		return socket;
	}

	private static String request(String target) {
		return "GET " + target + " HTTP/1.1\r\nHost: here\r\n\r\n";
	}

	private void awaitAnswers() throws IOException {
		for (Socket one : this.open) {
			assertThat(one.getInputStream().read()).isEqualTo('H');
		}
		assertThat(this.turnstile.waiting()).isZero();
	}

	@TestConfiguration
	static class SlowTurns {

		@Bean
		AtomicInteger turns() {
			return new AtomicInteger();
		}

		@Bean
		WebFilter slowTurn(AtomicInteger turns) {
			return (exchange, chain) -> {
				if (Transport.isStream(exchange.getRequest().getPath().pathWithinApplication())) {
					turns.incrementAndGet();
					LockSupport.parkNanos(TURN_NS);
				}
				return chain.filter(exchange);
			};
		}

	}

}
