package io.tickrelay.downstream.slow;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

import io.tickrelay.downstream.admission.PendingConnections;
import io.tickrelay.testing.Certificates;
import io.tickrelay.testing.SimulatedUpstream;
import io.tickrelay.testing.client.StreamClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Slow connections where TLS decides between HTTP/1.1 and HTTP/2. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "relay.upstream.businesses=crypto", "relay.downstream.handshake-timeout=1s",
				"relay.downstream.idle-timeout=3s", "server.http2.enabled=true", "relay.demand.linger=1h" })
@ContextConfiguration(initializers = SimulatedUpstream.class)
@Tag("full")
class SlowTlsTest {

	private static final long HANDSHAKE_MS = 1000;

	private static final long IDLE_MS = 3000;

	// What a busy machine adds: less than the two differ by.
	private static final long LATE_MS = 1300;

	/** The preface, and settings without any. */
	private static final byte[] HTTP2 = frames("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "000000 04 00 00000000");

	@TempDir
	private static Path folder;

	@LocalServerPort
	private int port;

	@Autowired
	private PendingConnections pendingConnections;

	@DynamicPropertySource
	static void certificate(DynamicPropertyRegistry registry) {
		Certificates.authority(folder, "relay");
		registry.add("server.ssl.key-store", () -> folder.resolve("relay.p12").toString());
		registry.add("server.ssl.key-store-password", () -> "changeit");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "160301" })
	void endsATlsHandshakeThatDoesNotCome(String start) throws IOException {
		try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			slow.getOutputStream().write(HexFormat.of().parseHex(start));
			assertEnds(slow, HANDSHAKE_MS);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "http/1.1 ", "http/1.1 GET / HTTP/1.1\r\nHost: ", "h2 ", "h2 PRI * HTTP/2.0\r\n" })
	void endsAConnectionThatSendsNoWholeRequest(String talk) throws IOException {
		try (Socket slow = tls(talk.substring(0, talk.indexOf(' ')))) {
			slow.getOutputStream().write(talk.substring(talk.indexOf(' ') + 1).getBytes(StandardCharsets.US_ASCII));
			assertEnds(slow, HANDSHAKE_MS);
		}
	}

	@Test
	void endsAnHttp2ConnectionWithoutStreams() throws IOException {
		try (Socket slow = tls("h2")) {
			slow.getOutputStream().write(HTTP2);
			assertEnds(slow, HANDSHAKE_MS);
		}
	}

	@Test
	void endsAnHttp2ConnectionAWhileAfterItsLastStream() throws IOException {
		try (Socket slow = tls("h2")) {
			slow.getOutputStream().write(HTTP2);
			// GET / with END_STREAM.
			slow.getOutputStream().write(frames("", "000006 01 05 00000001 82 84 87 41 01 61"));
			assertEnds(slow, IDLE_MS);
		}
	}

	@Test
	void endsAnHttp2ConnectionAWhileAfterItsLastClient() throws IOException {
		try (Socket slow = tls("h2")) {
			slow.getOutputStream().write(HTTP2);
			// GET of a stream, with END_STREAM.
			slow.getOutputStream().write(frames("", "000027 01 05 00000001 82 87 41 01 61 04 20"));
			slow.getOutputStream().write("/v1/stream?streams=BTCUSDT@trade".getBytes(StandardCharsets.US_ASCII));
			await().atMost(StreamClient.PATIENCE).until(this.pendingConnections::waiting, (count) -> count == 0);
			// RST_STREAM, CANCEL.
			slow.getOutputStream().write(frames("", "000004 03 00 00000001 00000008"));
			assertEnds(slow, IDLE_MS);
		}
	}

	@Test
	void doesNotWaitForEverForABodyOverHttp2() throws IOException {
		try (Socket slow = tls("h2")) {
			slow.getOutputStream().write(HTTP2);
			// POST / without END_STREAM.
			slow.getOutputStream().write(frames("", "000006 01 04 00000001 83 84 87 41 01 61"));
			assertEnds(slow, IDLE_MS);
		}
	}

	@ParameterizedTest
	@EnumSource
	void neverEndsAClient(HttpClient.Version version) throws Exception {
		HttpRequest request = HttpRequest
			.newBuilder(URI.create("https://127.0.0.1:" + this.port + "/v1/stream?streams=BTCUSDT@trade"))
			.version(version)
			.header("Accept", "text/event-stream")
			.build();
		try (HttpClient client = HttpClient.newBuilder().sslContext(trusting()).build()) {
			HttpResponse<Stream<String>> response = client.sendAsync(request, BodyHandlers.ofLines())
				.get(StreamClient.PATIENCE.toSeconds(), TimeUnit.SECONDS);
			assertThat(response.version()).isEqualTo(version);
			Iterator<String> lines = response.body().iterator();
			long beganNs = System.nanoTime();
			int ticks = 0;
			while (sinceMs(beganNs) < IDLE_MS + 2 * HANDSHAKE_MS) {
				ticks += lines.next().startsWith("id:") ? 1 : 0;
			}
			assertThat(ticks).isGreaterThan(10);
			assertThat(this.pendingConnections.waiting()).isZero();
			client.shutdownNow();
		}
		await().atMost(Duration.ofSeconds(10)).until(this.pendingConnections::waiting, (count) -> count == 0);
	}

	private void assertEnds(Socket socket, long afterMs) throws IOException {
		socket.setSoTimeout((int) StreamClient.PATIENCE.toMillis());
		long beganNs = System.nanoTime();
		try {
			socket.getInputStream().readAllBytes();
		}
		catch (IOException reset) {
			assertThat(reset).isNotInstanceOf(SocketTimeoutException.class);
		}
		assertThat(sinceMs(beganNs)).isBetween(afterMs - 700, afterMs + LATE_MS);
		await().atMost(Duration.ofSeconds(5)).until(this.pendingConnections::waiting, (count) -> count == 0);
	}

	private Socket tls(String protocol) throws IOException {
		SSLSocket socket = (SSLSocket) trusting().getSocketFactory()
			.createSocket(InetAddress.getLoopbackAddress(), this.port);
		SSLParameters parameters = socket.getSSLParameters();
		parameters.setApplicationProtocols(new String[] { protocol });
		socket.setSSLParameters(parameters);
		socket.startHandshake();
		assertThat(socket.getApplicationProtocol()).isEqualTo(protocol);
		return socket;
	}

	private static byte[] frames(String text, String hex) {
		return HexFormat.of()
			.parseHex(HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII)) + hex.replace(" ", ""));
	}

	private static long sinceMs(long startNs) {
		return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs);
	}

	private static SSLContext trusting() {
		try {
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, new TrustManager[] { new Trusting() }, null);
			return context;
		}
		catch (GeneralSecurityException ex) {
			throw new AssertionError(ex);
		}
	}

	/** Whom the client talks to is not what this test is about. */
	private static final class Trusting extends X509ExtendedTrustManager {

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String type) {
			// Not called.
		}

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
			// Not called.
		}

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
			// Not called.
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String type) {
			// Anybody.
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
			// Anybody.
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
			// Anybody.
		}

		@Override
		public X509Certificate[] getAcceptedIssuers() {
			return new X509Certificate[0];
		}

	}

}
