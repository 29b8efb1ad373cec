package io.tickrelay.downstream;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.tickrelay.testing.BareWebSocket;
import io.tickrelay.testing.CompatClient;
import io.tickrelay.testing.Http;
import io.tickrelay.testing.SimulatedUpstream;
import io.tickrelay.testing.SseClient;
import io.tickrelay.testing.StreamClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ContextConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A storm of connects: each turn is followed by the longest pause here. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "relay.upstream.businesses=crypto", "relay.downstream.newcomer-share=2",
				"relay.downstream.max-handshakes=400", "relay.demand.linger=1h" })
@ContextConfiguration(initializers = SimulatedUpstream.class)
class TurnstileTest {

	private static final int STORM = 300;

	@LocalServerPort
	private int port;

	@Autowired
	private Turnstile turnstile;

	@Autowired
	private Newcomers newcomers;

	@Autowired
	private Clients clients;

	private final List<AutoCloseable> open = new ArrayList<>();

	@AfterEach
	void closeAll() throws Exception {
		for (AutoCloseable one : this.open) {
			one.close();
		}
		await().atMost(StreamClient.PATIENCE).until(this.clients::count, (count) -> count == 0);
	}

	@Test
	void letsEverybodyInAndNobodyElseWaitForIt() throws Exception {
		List<Socket> storm = storm();
		assertThat(Http.meter(this.port, "relay_downstream_newcomers_waiting ")).isPositive();
		assertThat(Http.get(this.port, "/actuator/health").statusCode()).isEqualTo(200);
		assertThat(Http.get(this.port, "/").statusCode()).isEqualTo(200);
		assertThat(this.turnstile.waiting()).isPositive();
		for (Socket one : storm) {
			assertThat(one.getInputStream().read()).isEqualTo('H');
		}
		assertThat(this.turnstile.waiting()).isZero();
		await().atMost(StreamClient.PATIENCE).until(this.clients::count, (count) -> count == STORM);
	}

	@Test
	void hasATurnForEachTransport() throws Exception {
		storm();
		try (SseClient sse = SseClient.connect(this.port, "streams=BTCUSDT@trade&mode=all");
				BareWebSocket ws = BareWebSocket.connect(this.port, "streams=BTCUSDT@trade");
				CompatClient compat = CompatClient.connect(this.port, "crypto")) {
			compat.say("{'code':10000,'trace':'t','data':{'codes':'BTCUSDT'}}");
			sse.nextLive();
			ws.nextLive();
			compat.nextPush();
		}
	}

	@Test
	void forgetsWhoBreaksOffWhileItWaits() throws Exception {
		for (Socket one : storm()) {
			one.setSoLinger(true, 0);
			one.close();
		}
		await().atMost(StreamClient.PATIENCE).until(this.turnstile::waiting, (count) -> count == 0);
		await().atMost(StreamClient.PATIENCE).until(this.clients::count, (count) -> count == 0);
		try (SseClient next = SseClient.connect(this.port, "streams=BTCUSDT@trade")) {
			next.nextLive();
		}
	}

	/** Comes back when some have their turn and most wait. */
	private List<Socket> storm() throws IOException {
		byte[] request = SseClient.get("streams=BTCUSDT@trade", "HTTP/1.1").getBytes(StandardCharsets.ISO_8859_1);
		List<Socket> storm = new ArrayList<>();
		for (int i = 0; i < STORM; i++) {
			Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port);
			socket.setSoTimeout((int) StreamClient.PATIENCE.toMillis());
			storm.add(socket);
			this.open.add(socket);
		}
		// Accepting has a pace of its own.
		await().atMost(StreamClient.PATIENCE).until(this.newcomers::waiting, (count) -> count >= STORM);
		for (Socket socket : storm) {
			socket.getOutputStream().write(request);
		}
		await().atMost(StreamClient.PATIENCE).until(this.turnstile::waiting, (count) -> count > STORM / 4);
		return storm;
	}

}
