package io.tickrelay.downstream;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import io.tickrelay.downstream.admission.PendingConnections;
import io.tickrelay.downstream.session.Clients;
import io.tickrelay.testing.client.Http;
import io.tickrelay.testing.SimulatedUpstream;
import io.tickrelay.testing.client.SseClient;
import io.tickrelay.testing.client.StreamClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ContextConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Everybody comes at once, as after a restart. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "relay.upstream.businesses=crypto", "relay.demand.linger=1h", "server.netty.idle-timeout=2s" })
@ContextConfiguration(initializers = SimulatedUpstream.class)
class StormTest {

	private static final int STORM = 500;

	/**
	 * A probe waits behind those who came before it, here on cold code that looks for
	 * leaks.
	 */
	private static final Duration PROBE = Duration.ofSeconds(20);

	@LocalServerPort
	private int port;

	@Autowired
	private Clients clients;

	@Autowired
	private PendingConnections pendingConnections;

	@ParameterizedTest
	@ValueSource(strings = { "GET /v1/stream?streams=BTCUSDT@trade HTTP/1.1\r\nHost: a\r\n\r\n",
			"GET /v1/stream?streams=BTCUSDT@trade HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", """
					GET /v1/ws?streams=BTCUSDT@trade HTTP/1.1\r
					Host: a\r
					Upgrade: websocket\r
					Connection: Upgrade\r
					Sec-WebSocket-Version: 13\r
					Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
					\r
					""" })
	void letsEverybodyInWhileHealthChecksAreAnsweredAndTicksGoOn(String request) throws Exception {
		List<Socket> storm = new ArrayList<>();
		AtomicBoolean over = new AtomicBoolean();
		try (SseClient there = SseClient.connect(this.port, "streams=ETHUSDT@trade&mode=all")) {
			there.nextLive();
			CompletableFuture<Duration> slowest = CompletableFuture.supplyAsync(() -> slowestProbe(over));
			for (int i = 0; i < STORM; i++) {
				Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port);
				socket.setSoTimeout((int) StreamClient.PATIENCE.toMillis());
				storm.add(socket);
				socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
			}
			for (Socket socket : storm) {
				assertThat(socket.getInputStream().readNBytes(10)).asString().matches("HTTP/1.1 [12]");
			}
			there.nextLive();
			over.set(true);
			assertThat(slowest.get()).isLessThan(PROBE);
			await().atMost(StreamClient.PATIENCE).until(this.clients::count, (count) -> count == 1 + STORM);
		}
		finally {
			over.set(true);
			closeAll(storm);
		}
		await().atMost(StreamClient.PATIENCE).until(this.clients::count, (count) -> count == 0);
	}

	/**
	 * The server's own timer is for connections between two requests; it runs in real
	 * time.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "", "Content-Length: 0\r\n" })
	void leavesStreamsAloneThatSayNothingAfterTheirRequest(String field) {
		String request = "GET /v1/stream?streams=BTCUSDT@trade HTTP/1.1\r\nHost: a\r\n" + field + "\r\n";
		try (SseClient client = SseClient.request(this.port, request, false)) {
			long beganNs = System.nanoTime();
			while (System.nanoTime() - beganNs < Duration.ofSeconds(3).toNanos()) {
				client.nextLive();
			}
			assertThat(client.isOpen()).isTrue();
		}
	}

	@Test
	void forgetsThoseWhoBreakOffBeforeTheirAnswer() throws IOException {
		for (int i = 0; i < STORM; i++) {
			Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port);
			socket.getOutputStream()
				.write("GET /v1/stream?streams=BTCUSDT@trade HTTP/1.1\r\nHost: a\r\n\r\n"
					.getBytes(StandardCharsets.ISO_8859_1));
			// The close is a reset then.
			socket.setSoLinger(true, 0);
			socket.close();
		}
		await().atMost(StreamClient.PATIENCE)
			.until(() -> this.clients.count() + this.pendingConnections.waiting() == 0);
		try (SseClient next = SseClient.connect(this.port, "streams=BTCUSDT@trade")) {
			next.nextLive();
		}
	}

	private Duration slowestProbe(AtomicBoolean over) {
		Duration slowest = Duration.ZERO;
		while (!over.get()) {
			long beganNs = System.nanoTime();
			assertThat(Http.get(this.port, "/actuator/health/readiness").statusCode()).isEqualTo(200);
			Duration took = Duration.ofNanos(System.nanoTime() - beganNs);
			slowest = (took.compareTo(slowest) > 0) ? took : slowest;
		}
		return slowest;
	}

	private static void closeAll(List<Socket> sockets) throws IOException {
		for (Socket socket : sockets) {
			socket.close();
		}
	}

}
