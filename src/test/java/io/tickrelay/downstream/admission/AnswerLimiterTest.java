package io.tickrelay.downstream.admission;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.netty.handler.codec.http2.Http2Error;
import io.tickrelay.testing.client.BareHttp2;
import io.tickrelay.testing.client.BareHttp2.Frame;
import io.tickrelay.testing.client.BareHttp2.FrameType;
import io.tickrelay.testing.client.Http;
import io.tickrelay.testing.SimulatedUpstream;
import io.tickrelay.testing.SmallSendBuffers;
import io.tickrelay.testing.client.SseClient;
import io.tickrelay.testing.client.StreamClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
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

/**
 * A client that asks and does not read, or takes every connection, leaves room for
 * others.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "relay.upstream.businesses=crypto", "relay.demand.linger=1h", "server.http2.enabled=true",
				"relay.downstream.max-requests=4", "relay.downstream.idle-timeout=6s",
				"relay.downstream.max-handshakes-per-address=20", "relay.downstream.trusted-proxies=127.0.0.9" })
@ContextConfiguration(initializers = { SimulatedUpstream.class, SmallSendBuffers.class })
@Tag("full")
class AnswerLimiterTest {

	/** Longer than what the sockets hold, and written bit by bit. */
	private static final String LONG_PAGE = "/asyncapi.yaml";

	/** Written at once: what is wrong with so many streams. */
	private static final String LONG_TEXT = "/v1/snapshot?streams=" + IntStream.range(0, 600)
		.mapToObj((number) -> "crypto:X" + number + "@trade")
		.collect(Collectors.joining(","));

	@LocalServerPort
	private int port;

	@Autowired
	private AnswerLimiter room;

	@Autowired
	private PendingConnections pendingConnections;

	private final List<Socket> sockets = new ArrayList<>();

	@AfterEach
	void hangUp() throws IOException {
		for (Socket socket : this.sockets) {
			socket.close();
		}
		await().atMost(StreamClient.PATIENCE).until(() -> this.room.taken() + this.pendingConnections.waiting() == 0);
	}

	@Test
	void unreadAnswersTakeBoundedRoomAndNotForEver() throws IOException {
		double before = ended("unread");
		try (SseClient client = SseClient.connect(this.port, "streams=BTCUSDT@trade&mode=all")) {
			client.nextLive();
			askAndDoNotRead("127.0.0.2");
			askAndDoNotRead("127.0.0.2");
			await().atMost(StreamClient.PATIENCE).until(this.room::taken, (taken) -> taken == 2);
			assertThat(Http.get(this.port, "/v1/streams").statusCode()).isEqualTo(200);
			// A third of this address finds no room, and leaves what there is to others.
			assertThat(statusOf(askAndDoNotRead("127.0.0.2"))).isEqualTo(429);
			assertThat(Http.get(this.port, LONG_TEXT).body()).hasSizeGreaterThan(60_000);
			askAndDoNotRead("127.0.0.3", LONG_TEXT);
			askAndDoNotRead("127.0.0.3", LONG_TEXT);
			await().atMost(StreamClient.PATIENCE).until(this.room::taken, (taken) -> taken == 4);
			HttpResponse<String> refused = Http.get(this.port, "/v1/streams");
			assertThat(refused.statusCode()).isEqualTo(429);
			assertThat(refused.headers().firstValue("Retry-After")).contains("1");
			assertThat(refused.body()).contains("\"rate_limited\"");
			assertThat(Http.get(this.port, "/actuator/health/liveness").statusCode()).isEqualTo(200);
			try (SseClient next = SseClient.connect(this.port, "streams=BTCUSDT@trade")) {
				next.nextLive();
			}
			await().atMost(StreamClient.PATIENCE).until(this.room::taken, (taken) -> taken == 0);
			assertThat(ended("unread") - before).isEqualTo(4);
			assertThat(Http.get(this.port, "/v1/streams").statusCode()).isEqualTo(200);
			assertThat(Http.meter(this.port, "relay_downstream_requests ")).isOne();
			client.nextLive();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { LONG_PAGE, "/v1/streams", "/actuator/health" })
	void anHttp2StreamWhoseAnswerStaysUnreadIsReset(String path) throws Exception {
		double before = ended("unread");
		try (BareHttp2 client = new BareHttp2(this.port)) {
			// SETTINGS_INITIAL_WINDOW_SIZE of 0.
			client.send(FrameType.SETTINGS, 0, 0, new byte[] { 0, 4, 0, 0, 0, 0 });
			int stream = client.get(path, "");
			assertThat(client.headers(stream, client.next(stream)).status()).asString().isEqualTo("200");
			assertThat(this.room.taken()).isEqualTo(path.contains("health") ? 0 : 1);
			Frame end = client.next(stream);
			assertThat(end.type()).isEqualTo(FrameType.RST_STREAM);
			assertThat(end.error()).isEqualTo((int) Http2Error.CANCEL.code());
			assertThat(ended("unread") - before).isOne();
		}
	}

	@Test
	void whatIsWrongWithManyStreamsIsNoLongerThere() throws IOException {
		double before = ended("unread");
		String question = LONG_TEXT.replace("/v1/snapshot", "/v1/stream").replace("@trade", "@no");
		askAndDoNotRead("127.0.0.2", question);
		askAndDoNotRead("127.0.0.2", question);
		await().atMost(StreamClient.PATIENCE).until(this.room::taken, (taken) -> taken == 2);
		Socket third = askAndDoNotRead("127.0.0.2", question);
		await().atMost(StreamClient.PATIENCE).until(() -> ended("full"), (full) -> full > 0);
		assertThat(third.getInputStream().readAllBytes().length).isLessThan(60_000);
		await().atMost(StreamClient.PATIENCE).until(this.room::taken, (taken) -> taken == 0);
		assertThat(ended("unread") - before).isEqualTo(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/v1/stream?streams=none", "/v1/ws", "/ws?business=crypto", "/v1/streams", "/none" })
	void anAnswerThatIsTakenGivesItsRoomBack(String path) throws Exception {
		for (int i = 0; i < 10; i++) {
			assertThat(statusOf(askAndDoNotRead("127.0.0.2", path))).isIn(200, 400, 404, 426);
			await().atMost(Duration.ofSeconds(3)).until(this.room::taken, (taken) -> taken == 0);
		}
		try (BareHttp2 client = new BareHttp2(this.port)) {
			for (int i = 0; i < 10; i++) {
				int stream = client.get(path, "");
				assertThat(client.headers(stream, client.next(stream)).status()).asString()
					.isIn("200", "400", "404", "426");
			}
			await().atMost(Duration.ofSeconds(3)).until(this.room::taken, (taken) -> taken == 0);
		}
	}

	@Test
	void oneAddressLeavesConnectionsToOthersUnlessItIsATrustedProxys() throws IOException {
		double before = ended("full");
		for (int i = 0; i < 25; i++) {
			open("127.0.0.2");
			open("127.0.0.9");
		}
		await().atMost(StreamClient.PATIENCE).until(() -> ended("full") - before, (full) -> full == 5);
		await().atMost(StreamClient.PATIENCE).until(this.pendingConnections::waiting, (waiting) -> waiting == 45);
		try (SseClient client = SseClient.connect(this.port, "streams=BTCUSDT@trade")) {
			client.nextLive();
		}
		this.sockets.getFirst().close();
		await().atMost(StreamClient.PATIENCE).until(this.pendingConnections::waiting, (waiting) -> waiting == 44);
		assertThat(statusOf(askAndDoNotRead("127.0.0.2"))).isEqualTo(200);
	}

	private Socket askAndDoNotRead(String from) throws IOException {
		return askAndDoNotRead(from, LONG_PAGE);
	}

	private Socket askAndDoNotRead(String from, String path) throws IOException {
		Socket socket = open(from);
		socket.getOutputStream()
			.write(("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
		return socket;
	}

	private Socket open(String from) throws IOException {
		Socket socket = new Socket();
		this.sockets.add(socket);
		socket.setReceiveBufferSize(4096);
		socket.setSoTimeout((int) StreamClient.PATIENCE.toMillis());
		socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
		socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port));
		return socket;
	}

	/** Behind "HTTP/1.1 ". */
	private static int statusOf(Socket socket) throws IOException {
		return Integer.parseInt(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII), 9, 12,
				10);
	}

	private double ended(String cause) {
		double[] total = new double[1];
		this.pendingConnections.eachEnded((name, count) -> total[0] += name.equals(cause) ? count.sum() : 0);
		return total[0];
	}

}
