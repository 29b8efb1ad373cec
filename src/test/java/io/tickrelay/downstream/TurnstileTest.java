package io.tickrelay.downstream;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import io.tickrelay.testing.Http;
import io.tickrelay.testing.SimulatedUpstream;
import io.tickrelay.testing.SseClient;
import io.tickrelay.testing.StreamClient;
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
				"relay.downstream.max-handshakes=100000", "relay.demand.linger=1h" })
@ContextConfiguration(initializers = SimulatedUpstream.class)
class TurnstileTest {

	/** As many loops as Reactor Netty makes, and sixty for each. */
	private static final int STORM = 60 * Math.max(4, Runtime.getRuntime().availableProcessors());

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
		storm("/v1/stream?streams=BTCUSDT@trade");
		assertThat(Http.meter(this.port, "relay_downstream_newcomers_waiting ")).isPositive();
		assertThat(Http.get(this.port, "/actuator/health").statusCode()).isEqualTo(200);
		assertThat(this.turnstile.waiting()).isPositive();
		awaitAnswers();
		await().atMost(StreamClient.PATIENCE).until(this.clients::count, (count) -> count == STORM);
	}

	/** The last ones are refused, which has its turn, too. */
	@ParameterizedTest
	@ValueSource(strings = { "/v1/%73tream?streams=BTCUSDT@trade", "/v1/ws", "/%77s?business=crypto" })
	void hasATurnForEachWayIn(String target) throws IOException {
		storm(target);
		awaitAnswers();
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

	/** Comes back when some have had their turn and others wait. */
	private void storm(String target) throws IOException {
		connect();
		send(target);
		await().atMost(StreamClient.PATIENCE)
			.pollInterval(1, TimeUnit.MILLISECONDS)
			.until(this.turnstile::waiting, (count) -> count > 0);
	}

	private void connect() throws IOException {
		this.turns.set(0);
		for (int i = 0; i < STORM; i++) {
			Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port);
			socket.setSoTimeout((int) StreamClient.PATIENCE.toMillis());
			this.open.add(socket);
		}
		// Accepting has a pace of its own.
		await().atMost(StreamClient.PATIENCE).until(this.newcomers::waiting, (count) -> count >= STORM);
	}

	private void send(String target) throws IOException {
		byte[] request = ("GET " + target + " HTTP/1.1\r\nHost: here\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
		for (Socket socket : this.open) {
			socket.getOutputStream().write(request);
		}
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
