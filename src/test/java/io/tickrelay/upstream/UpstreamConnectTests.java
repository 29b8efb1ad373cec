package io.tickrelay.upstream;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.net.ssl.SSLHandshakeException;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.tickrelay.simulator.Simulator;
import io.tickrelay.simulator.market.SimulatorSettings;
import io.tickrelay.testing.Certificates;
import io.tickrelay.testing.Logs;
import io.tickrelay.testing.ScriptedServer;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Topic;
import io.tickrelay.demand.SessionPhase;
import io.tickrelay.upstream.machine.Failure;
import io.tickrelay.upstream.network.ConnectFailures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.tickrelay.upstream.UpstreamRig.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What operators are told of attempts that come to nothing and of bugs.
 */
class UpstreamConnectTests {

	private static final String KEY = "s3cret-of-the-plan";

	private static final Topic TRADES = new Topic(Business.CRYPTO, "BTCUSDT", Channel.TRADE);

	@Test
	void tellsHowFarAnAttemptHasCome() {
		assertThat(ConnectFailures.of(new UnknownHostException())).isEqualTo(Failure.DNS_FAILED);
		assertThat(ConnectFailures.of(new ConnectException())).isEqualTo(Failure.CONNECT_REFUSED);
		assertThat(ConnectFailures.of(new ConnectTimeoutException())).isEqualTo(Failure.CONNECT_TIMEOUT);
		assertThat(ConnectFailures.of(new DecoderException(new SSLHandshakeException("PKIX"))))
			.isEqualTo(Failure.TLS_FAILED);
		assertThat(ConnectFailures.of(new IOException(new CertificateException()))).isEqualTo(Failure.TLS_FAILED);
		assertThat(ConnectFailures.of(new ClosedChannelException())).isEqualTo(Failure.CONNECT_FAILED);
	}

	@Test
	void looksForACauseInAChainWithoutAnEnd() {
		IllegalStateException one = new IllegalStateException();
		IllegalStateException other = new IllegalStateException(one);
		one.initCause(other);

		assertThat(ConnectFailures.of(one)).isEqualTo(Failure.CONNECT_FAILED);
	}

	@Test
	void countsANamedFailureUnderItsName() {
		UpstreamCounters counters = new UpstreamCounters();
		Failure.NAMED.forEach(counters::onFailure);

		counters.eachFailure((code, count) -> assertThat(count.sum()).as(code)
			.isEqualTo(Failure.NAMED.stream().filter((failure) -> failure.code().equals(code)).count()));
	}

	@Test
	void saysThatNoServerListens() throws IOException {
		int port;
		try (ServerSocket once = new ServerSocket(0)) {
			port = once.getLocalPort();
		}
		try (UpstreamRig rig = new UpstreamRig(URI.create("ws://127.0.0.1:" + port + "/ws"), UpstreamRig.keys(KEY))) {
			rig.lease(TRADES);
			await().until(() -> "connect_refused".equals(rig.status().lastErrorCode()));
		}
	}

	@Test
	void saysThatAConnectionBrokeAndTriesOnceAtATime() throws IOException {
		try (ScriptedServer server = new ScriptedServer((connection, switching, out) -> out.close());
				UpstreamRig rig = new UpstreamRig(server.uri(), UpstreamRig.keys(KEY))) {
			rig.lease(TRADES);
			await().until(() -> rig.failures().getOrDefault("connect_failed", 0L) == 2);
			assertThat(server.accepted()).isEqualTo(2);
		}
	}

	@Test
	void saysThatAServerSpeaksNoTls() throws IOException {
		try (ServerSocket plain = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			Thread.ofVirtual().start(() -> {
				try (var client = plain.accept()) {
					client.getOutputStream()
						.write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
				}
				catch (IOException _) {
					// The relay has gone first.
				}
			});
			try (UpstreamRig rig = new UpstreamRig(URI.create("wss://127.0.0.1:" + plain.getLocalPort() + "/ws"),
					UpstreamRig.keys(KEY))) {
				rig.lease(TRADES);
				await().until(() -> rig.failures().containsKey("tls_failed"));
			}
		}
	}

	@Test
	void asksNothingOfAServerWithAnUntrustedCertificate(@TempDir Path folder) throws IOException {
		Certificates stranger = Certificates.authority(folder, "stranger");
		try (Logs logs = Logs.listen();
				ScriptedServer server = new ScriptedServer(stranger.serverFor("localhost"), 0,
						(connection, switching, out) -> out.write(switching))) {
			logs.traceAll();
			try (UpstreamRig rig = new UpstreamRig(URI.create("wss://localhost:" + server.port() + "/ws"),
					UpstreamRig.keys(KEY))) {
				rig.lease(TRADES);
				await().until(() -> rig.failures().containsKey("tls_failed"));
				assertThat(rig.status().state()).isNotEqualTo(SessionPhase.LIVE);
			}
			assertThat(server.accepted()).isPositive();
			assertThat(server.requests()).isEmpty();
			assertThat(logs.with("s3cret")).isEmpty();
		}
	}

	@Test
	void carriesTheKeyToNoOtherServer() throws IOException {
		try (ScriptedServer other = new ScriptedServer((connection, switching, out) -> out.write(switching));
				ScriptedServer server = new ScriptedServer((connection, switching, out) -> out
					.write(("HTTP/1.1 302 Found\r\nLocation: " + other.uri() + "\r\nContent-Length: 0\r\n\r\n")
						.getBytes(StandardCharsets.US_ASCII)));
				UpstreamRig rig = new UpstreamRig(server.uri(), UpstreamRig.keys(KEY))) {
			rig.lease(TRADES);
			await().until(() -> server.connections() == 2);
			assertThat(rig.status().lastErrorCode()).isEqualTo("302");
			assertThat(rig.failures()).containsOnlyKeys("other");
			assertThat(other.accepted()).isZero();
		}
	}

	@Test
	void losesOneFrameToABugAndNotTheSession() {
		AtomicBoolean broken = new AtomicBoolean();
		InstantSource clock = () -> {
			if (broken.getAndSet(false)) {
				throw new IllegalStateException("The clock is broken");
			}
			return Instant.now();
		};
		try (Logs logs = Logs.listen();
				Simulator simulator = Simulator.start(SimulatorSettings.defaults().withApiKey(KEY));
				UpstreamRig rig = new UpstreamRig(simulator.webSocketUri(), UpstreamRig.keys(KEY), clock)) {
			rig.lease(TRADES);
			rig.awaitTicks();
			broken.set(true);
			await().until(() -> rig.bugs() == 1);
			rig.awaitTicks();
			rig.awaitTicks();

			assertThat(rig.bugs()).isEqualTo(1);
			assertThat(simulator.observations().connects()).hasSize(1);
			assertThat(rig.failures()).isEmpty();
			assertThat(logs.with("The session met a bug")).singleElement()
				.satisfies((line) -> assertThat(line).startsWith("ERROR")
					.contains("business", "crypto", "The clock is broken")
					.doesNotContain("s3cret"));
		}
	}

}
