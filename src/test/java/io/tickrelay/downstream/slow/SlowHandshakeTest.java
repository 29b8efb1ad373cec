package io.tickrelay.downstream.slow;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.tickrelay.downstream.admission.PendingConnections;
import io.tickrelay.testing.client.BareWebSocket;
import io.tickrelay.testing.client.CompatClient;
import io.tickrelay.testing.client.Http;
import io.tickrelay.testing.SimulatedUpstream;
import io.tickrelay.testing.client.SocketClient;
import io.tickrelay.testing.client.SseClient;
import io.tickrelay.testing.Standstill;
import io.tickrelay.testing.client.StreamClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.test.context.ContextConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Connections that are slow to become clients, or never do. */
@ExtendWith(OutputCaptureExtension.class)
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "relay.upstream.businesses=crypto", "relay.downstream.handshake-timeout=1s",
				"relay.downstream.idle-timeout=3s", "relay.downstream.max-handshakes=100",
				"relay.downstream.ping-interval=1s", "relay.downstream.pong-timeout=5s", "relay.demand.linger=1h" })
@ContextConfiguration(initializers = SimulatedUpstream.class)
@Tag("full")
class SlowHandshakeTest {

	private static final String HANDSHAKE = """
			GET /v1/ws HTTP/1.1\r
			Host: a\r
			Upgrade: websocket\r
			Connection: Upgrade\r
			Sec-WebSocket-Version: 13\r
			Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
			\r
			""";

	private static final long HANDSHAKE_MS = 1000;

	private static final long IDLE_MS = 3000;

	// What a busy machine adds: less than the two differ by.
	private static final long LATE_MS = 1300;

	@LocalServerPort
	private int port;

	@Autowired
	private ReactorResourceFactory servers;

	@Autowired
	private PendingConnections pendingConnections;

	@ParameterizedTest
	@ValueSource(strings = {
			"GET /v1/stream?streams=BTCUSDT@trade HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\nX: ",
			"GET /v1/ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ",
			"GET /ws?business=crypto&apikey=", "" })
	void endsARequestThatDribblesWhileOthersGetTheirTicks(String start) throws Exception {
		double before = ended("timeout");
		try (SseClient alive = SseClient.connect(this.port, "streams=BTCUSDT@trade&mode=all"); Socket slow = open()) {
			alive.nextLive();
			long beganNs = System.nanoTime();
			slow.getOutputStream().write(start.getBytes(StandardCharsets.ISO_8859_1));
			assertThat(BareRequests.dribble(slow, !start.isEmpty())).isTrue();
			assertThat(sinceMs(beganNs)).isBetween(HANDSHAKE_MS - 500, HANDSHAKE_MS + LATE_MS);
			for (int i = 0; i < 20; i++) {
				alive.nextLive();
			}
		}
		assertThat(ended("timeout")).isEqualTo(before + 1);
	}

	@Test
	void blamesNoRequestForTheRelaysOwnStandstill() throws Exception {
		try (Socket kept = open(); Socket half = new Socket()) {
			assertThat(BareRequests.ask(kept, "GET /actuator/health/liveness HTTP/1.1\r\nHost: a\r\n\r\n"))
				.startsWith("HTTP/1.1 200");
			half.connect(kept.getRemoteSocketAddress());
			half.getOutputStream().write("GET /actuator/health/live".getBytes(StandardCharsets.ISO_8859_1));
			await().atMost(StreamClient.PATIENCE).until(() -> this.pendingConnections.waiting() > 1);
			try (Standstill _ = Standstill.begin(this.servers)) {
				long beganNs = System.nanoTime();
				await().atMost(20, TimeUnit.SECONDS).until(() -> sinceMs(beganNs) > IDLE_MS + 500);
			}
			assertThat(BareRequests.ask(half, "ness HTTP/1.1\r\nHost: a\r\n\r\n")).startsWith("HTTP/1.1 200");
			assertThat(BareRequests.ask(kept, "GET /actuator/health/liveness HTTP/1.1\r\nHost: a\r\n\r\n"))
				.startsWith("HTTP/1.1 200");
		}
	}

	@Test
	void letsAKeptConnectionRestForAWhileAndNotForEver() throws Exception {
		double before = ended("idle");
		try (SseClient alive = SseClient.connect(this.port, "streams=BTCUSDT@trade&mode=all"); Socket kept = open()) {
			assertThat(BareRequests.ask(kept, "GET /actuator/health/liveness HTTP/1.1\r\nHost: a\r\n\r\n"))
				.startsWith("HTTP/1.1 200");
			readFor(alive, HANDSHAKE_MS + 500);
			assertThat(BareRequests.ask(kept, "GET /actuator/health/liveness HTTP/1.1\r\nHost: a\r\n\r\n"))
				.startsWith("HTTP/1.1 200");
			long answeredNs = System.nanoTime();
			assertThat(kept.getInputStream().read()).isNegative();
			assertThat(sinceMs(answeredNs)).isBetween(IDLE_MS - 500, IDLE_MS + LATE_MS);
		}
		assertThat(ended("idle")).isEqualTo(before + 1);
	}

	@Test
	void allowsTheNextRequestNoMoreTimeThanTheFirst() throws Exception {
		try (Socket kept = open()) {
			assertThat(BareRequests.ask(kept, "GET /actuator/health/liveness HTTP/1.1\r\nHost: a\r\n\r\n"))
				.startsWith("HTTP/1.1 200");
			long beganNs = System.nanoTime();
			kept.getOutputStream().write("GET / HTTP/1.1\r\nX: ".getBytes(StandardCharsets.ISO_8859_1));
			assertThat(BareRequests.dribble(kept, true)).isTrue();
			assertThat(sinceMs(beganNs)).isBetween(HANDSHAKE_MS - 500, HANDSHAKE_MS + LATE_MS);
		}
	}

	/** By the drafts of RFC 6455 eight bytes follow such a head. */
	@Test
	void keepsNoHeadForWhatNeverFollowsIt() throws Exception {
		try (Socket slow = open()) {
			String answer = BareRequests.ask(slow, """
					GET /v1/stream?streams=BTCUSDT@trade HTTP/1.1\r
					Host: a\r
					Sec-WebSocket-Key1: 1\r
					Sec-WebSocket-Key2: 2\r
					\r
					""");
			assertThat(answer).startsWith("HTTP/1.1 ");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "POST /v1/stream", "POST /nowhere", "GET /actuator/health/liveness" })
	void doesNotWaitForEverForAnUnreadBody(String line) throws Exception {
		try (Socket slow = open()) {
			String answer = BareRequests.ask(slow, line + " HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n");
			assertThat(answer).startsWith("HTTP/1.1 ");
			long answeredNs = System.nanoTime();
			assertThat(BareRequests.dribble(slow, true)).isTrue();
			assertThat(sinceMs(answeredNs)).isLessThan(IDLE_MS + LATE_MS);
		}
	}

	@Test
	void aFloodOfBareConnectionsLeavesRoomForClients() throws Exception {
		double full = ended("full");
		double timeout = ended("timeout");
		List<Socket> flood = new ArrayList<>();
		try (SseClient alive = SseClient.connect(this.port, "streams=BTCUSDT@trade&mode=all")) {
			alive.nextLive();
			await().atMost(StreamClient.PATIENCE).until(this.pendingConnections::waiting, (count) -> count == 0);
			for (int i = 0; i < 500; i++) {
				flood.add(open());
			}
			// Where the flood takes longer than the time for a request, the first make
			// room.
			await().atMost(StreamClient.PATIENCE)
				.until(() -> ended("full") - full + ended("timeout") - timeout, (count) -> count >= 400);
			assertThat(ended("full")).isGreaterThan(full);
			assertThat(this.pendingConnections.waiting()).isLessThanOrEqualTo(100);
			alive.nextLive();
			for (Socket socket : flood) {
				assertThat(socket.getInputStream().read()).isNegative();
			}
			assertThat(ended("timeout") - timeout + ended("full") - full).isEqualTo(500);
			alive.nextLive();
		}
		finally {
			for (Socket socket : flood) {
				socket.close();
			}
		}
		try (SseClient next = SseClient.connect(this.port, "streams=BTCUSDT@trade")) {
			next.nextLive();
		}
	}

	@Test
	void neverEndsAClient() {
		try (SseClient sse = SseClient.connect(this.port, "streams=BTCUSDT@trade&mode=all");
				BareWebSocket ws = BareWebSocket.connect(this.port, "streams=BTCUSDT@trade");
				CompatClient compat = CompatClient.connect(this.port, "crypto");
				SseClient withBody = SseClient.request(this.port,
						"GET /v1/stream?streams=BTCUSDT@trade HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n",
						false)) {
			compat.say("{'code':10000,'trace':'t','data':{'codes':'BTCUSDT'}}");
			readFor(sse, IDLE_MS + HANDSHAKE_MS);
			for (StreamClient client : List.of(sse, ws, withBody)) {
				assertThat(client.isOpen()).isTrue();
				client.nextLive();
			}
			compat.nextPush();
			assertThat(this.pendingConnections.waiting()).isZero();
		}
		await().atMost(StreamClient.PATIENCE)
			.untilAsserted(() -> assertThat(this.pendingConnections.waiting()).isZero());
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET /v1/stream?streams=BTCUSDT@trade HTTP/1.1\r\nHost: a\r\n\r\n", HANDSHAKE,
			HANDSHAKE + HANDSHAKE })
	void countsAClientOnceThatBreaksOff(String request, CapturedOutput output) throws IOException {
		for (int i = 0; i < 200; i++) {
			Socket socket = open();
			socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
			// The close is a reset then.
			socket.setSoLinger(true, 0);
			socket.close();
		}
		await().atMost(StreamClient.PATIENCE)
			.untilAsserted(() -> assertThat(this.pendingConnections.waiting()).isZero());
		assertThat(Http.meter(this.port, "relay_downstream_handshakes ")).isOne();
		assertThat(output).doesNotContain("ERROR");
	}

	@Test
	void countsAClientThatIsTurnedAwayAsNone() {
		try (SocketClient refused = SseClient.request(this.port, SseClient.get("streams=nothing", "HTTP/1.1"), false)) {
			assertThat(refused.head().status()).isEqualTo(400);
			assertThat(this.pendingConnections.waiting()).isOne();
		}
		await().atMost(StreamClient.PATIENCE).until(this.pendingConnections::waiting, (count) -> count == 0);
		assertThat(Http.meter(this.port, "relay_downstream_handshakes ")).isOne();
	}

	private Socket open() throws IOException {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port);
		socket.setTcpNoDelay(true);
		socket.setSoTimeout((int) StreamClient.PATIENCE.toMillis());
		return socket;
	}

	/** Lets time pass. */
	private static void readFor(StreamClient alive, long ms) {
		long beganNs = System.nanoTime();
		while (sinceMs(beganNs) < ms) {
			alive.nextLive();
		}
	}

	private static long sinceMs(long startNs) {
		return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs);
	}

	private double ended(String cause) {
		double[] total = new double[1];
		this.pendingConnections.eachEnded((name, count) -> total[0] += name.equals(cause) ? count.sum() : 0);
		return total[0];
	}

}
