package io.tickrelay.downstream;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.Certificate;
import java.util.HexFormat;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import io.tickrelay.demand.Demand;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Topic;
import io.tickrelay.testing.client.BareWebSocket;
import io.tickrelay.testing.ByteProxy;
import io.tickrelay.testing.Certificates;
import io.tickrelay.testing.client.CompatClient;
import io.tickrelay.testing.Logs;
import io.tickrelay.testing.RelayTest;
import io.tickrelay.testing.ServedOverTls;
import io.tickrelay.testing.SimulatedUpstream;
import io.tickrelay.testing.client.SocketClient;
import io.tickrelay.testing.client.SseClient;
import io.tickrelay.testing.client.StreamClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ContextConfiguration;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A relay that ends TLS itself, with nothing in front. */
@RelayTest
@ContextConfiguration(initializers = { SimulatedUpstream.class, ServedOverTls.class })
@Tag("full")
class TlsTest {

	private static final Topic TRADES = new Topic(Business.CRYPTO, "BTCUSDT", Channel.TRADE);

	private static final String STREAM = "streams=BTCUSDT@trade";

	@LocalServerPort
	private int port;

	@Autowired
	private Demand demand;

	@Autowired
	private Certificates certificates;

	private @Nullable ByteProxy tunnel;

	@BeforeEach
	void openTunnel() throws IOException {
		this.tunnel = ByteProxy.toTls(this.port, this.certificates.clients());
	}

	@AfterEach
	void closeTunnel() throws IOException {
		requireNonNull(this.tunnel).close();
	}

	@Test
	void streamsOverEveryTransport() {
		try (SseClient browser = SseClient.connect(tls(), STREAM);
				BareWebSocket service = BareWebSocket.connect(tls(), STREAM);
				CompatClient vendors = CompatClient.connect(tls(), "crypto")) {
			vendors.say("{'code':10000,'trace':'t','data':{'codes':'BTCUSDT'}}");
			long first = browser.nextLive().number("seq");
			assertThat(browser.nextLive().number("seq")).isEqualTo(first + 1);
			first = service.nextLive().number("seq");
			assertThat(service.nextLive().number("seq")).isEqualTo(first + 1);
			assertThat(vendors.nextPush(10002)).contains("BTCUSDT");
		}
		await().atMost(StreamClient.PATIENCE).until(() -> this.demand.holders(TRADES) == 0);
	}

	@Test
	void saysWhyItCloses() {
		for (String offence : new String[] { "838000000000", "818100000000ff" }) {
			try (BareWebSocket client = BareWebSocket.connect(tls(), STREAM)) {
				client.nextLive();
				client.send(HexFormat.of().parseHex(offence));
				assertThat(client.awaitEnd().code()).isEqualTo(4500);
				assertThat(this.demand.holders(TRADES)).isZero();
			}
		}
	}

	@Test
	void answersAGoodbye() {
		try (BareWebSocket client = BareWebSocket.connect(tls(), STREAM)) {
			client.nextLive();
			client.frame(true, BareWebSocket.CLOSE, HexFormat.of().parseHex("03e8"));
			assertThat(client.awaitEnd()).isEqualTo(new StreamClient.End(1000, ""));
		}
	}

	@Test
	void letsGoOfClientsThatBreakOff() {
		try (Logs logs = Logs.listen()) {
			for (SocketClient client : new SocketClient[] { SseClient.connect(tls(), STREAM),
					BareWebSocket.connect(tls(), STREAM) }) {
				client.nextLive();
				client.reset();
			}
			await().atMost(StreamClient.PATIENCE).until(() -> this.demand.holders(TRADES) == 0);
			assertThat(logs.complaints()).isEmpty();
		}
	}

	@Test
	void letsPagesOfItsOwnOriginInAlone() throws Exception {
		assertThat(get("/v1/streams", "Origin", "https://localhost:" + this.port).statusCode()).isEqualTo(200);
		// As programs say it, whatever the scheme is.
		assertThat(get("/v1/streams", "Origin", "http://localhost").statusCode()).isEqualTo(200);
		assertThat(get("/v1/streams", "Origin", "https://localhost:1").statusCode()).isEqualTo(403);
		assertThat(get("/v1/streams", "Origin", "https://evil.example").statusCode()).isEqualTo(403);
	}

	@Test
	void speaksNothingWithoutTls() throws Exception {
		try (Logs logs = Logs.listen();
				SseClient plain = SseClient.connect(this.port, STREAM);
				ByteProxy mistrust = ByteProxy.toTls(this.port, SSLContext.getDefault());
				SseClient picky = SseClient.connect(mistrust.port(), STREAM)) {
			plain.awaitEnd();
			picky.awaitEnd();
			assertThat(this.demand.holders(TRADES)).isZero();
			assertThat(logs.complaints()).isEmpty();
		}
	}

	@Test
	void aNewCertificateIsThereForNewcomersAndTheOthersStay() throws Exception {
		try (SseClient before = SseClient.connect(tls(), STREAM)) {
			before.nextLive();
			Certificate old = presented();
			this.certificates.pem(ServedOverTls.NAME);
			await().atMost(StreamClient.PATIENCE).until(() -> !presented().equals(old));
			before.nextLive();
			try (SseClient after = SseClient.connect(tls(), STREAM)) {
				after.nextLive();
			}
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aKeyAndACertificateSwappedOneByOneTakeOverTogether(boolean keyFirst) throws Exception {
		Certificate old = presented();
		Certificates.Pem next = this.certificates.pem("next");
		Path chain = next.chain().resolveSibling(ServedOverTls.NAME + ".crt");
		Path key = next.key().resolveSibling(ServedOverTls.NAME + ".key");
		try (Logs logs = Logs.listen()) {
			replace(keyFirst ? next.key() : next.chain(), keyFirst ? key : chain);
			await().atMost(StreamClient.PATIENCE).until(() -> !logs.with("stay in service").isEmpty());
			assertThat(presented()).isEqualTo(old);
			try (SseClient client = SseClient.connect(tls(), STREAM)) {
				client.nextLive();
			}
			replace(keyFirst ? next.chain() : next.key(), keyFirst ? chain : key);
			await().atMost(StreamClient.PATIENCE).until(() -> !presented().equals(old));
			assertThat(logs.with("the private key does not fit the certificate")).hasSize(1);
			assertThat(logs.all()).noneMatch((line) -> line.startsWith("ERROR") || line.contains("PRIVATE KEY-"));
		}
	}

	@Test
	void aFileThatIsHalfWrittenChangesNothing() throws Exception {
		Certificate old = presented();
		Path chain = this.certificates.pem("half").chain();
		Path own = chain.resolveSibling(ServedOverTls.NAME + ".crt");
		String whole = Files.readString(own);
		try (Logs logs = Logs.listen()) {
			Files.writeString(own, whole.substring(0, whole.length() - 40));
			await().atMost(StreamClient.PATIENCE).until(() -> !logs.with("half-written").isEmpty());
			assertThat(presented()).isEqualTo(old);
			Files.writeString(own, whole);
			await().atMost(StreamClient.PATIENCE)
				.until(() -> !logs.with("A new TLS certificate is in service").isEmpty());
			assertThat(presented()).isEqualTo(old);
		}
	}

	private static void replace(Path by, Path file) throws IOException {
		Files.copy(by, file, StandardCopyOption.REPLACE_EXISTING);
	}

	private Certificate presented() throws IOException {
		SSLContext trust = this.certificates.clients();
		try (SSLSocket socket = (SSLSocket) trust.getSocketFactory().createSocket("localhost", this.port)) {
			socket.startHandshake();
			return socket.getSession().getPeerCertificates()[0];
		}
	}

	private HttpResponse<String> get(String path, String... headers) throws Exception {
		try (HttpClient client = HttpClient.newBuilder().sslContext(this.certificates.clients()).build()) {
			return client.send(HttpRequest.newBuilder(URI.create("https://localhost:" + this.port + path))
				.headers(headers)
				.build(), BodyHandlers.ofString());
		}
	}

	private int tls() {
		return requireNonNull(this.tunnel).port();
	}

}
