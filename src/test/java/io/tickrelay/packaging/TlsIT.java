package io.tickrelay.packaging;

import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import javax.net.ServerSocketFactory;

import io.tickrelay.testing.Certificates;
import io.tickrelay.testing.client.Http;
import io.tickrelay.testing.ScriptedServer;
import io.tickrelay.testing.client.SseClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The relay trusts a server with the key only if its certificate is for its host and of
 * an authority in Java's trust store.
 */
@Tag("full")
class TlsIT {

	private static final String KEY = "s3cret-of-the-plan";

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final String PUSH = "{\"code\":10002,\"data\":{\"p\":\"63039\",\"s\":\"BTCUSDT\",\"t\":1786775227483,"
			+ "\"td\":1,\"v\":\"1\",\"vw\":\"1\"}}";

	@Test
	void asksOnlyATrustedServerOfTheRightName(@TempDir Path folder) throws IOException {
		Certificates trusted = Certificates.authority(folder, "trusted");
		ServerSocketFactory stranger = Certificates.authority(folder, "stranger").serverFor("localhost");
		ServerSocketFactory otherName = trusted.serverFor("infoway.test");
		ServerSocketFactory right = trusted.serverFor("localhost");
		int port;
		try (ScriptedServer reserved = new ScriptedServer(TlsIT::greet)) {
			port = reserved.port();
		}
		try (RelayProcess relay = RelayProcess.start(Map.of("JAVA_TOOL_OPTIONS", String.join(" ", trusted.trust())),
				"--relay.upstream.url=wss://localhost:" + port + "/ws", "--relay.upstream.api-key=" + KEY);
				SseClient client = SseClient.connect(relay.port(), "streams=BTCUSDT@trade")) {
			awaitMistrust(relay, stranger, port);
			awaitMistrust(relay, otherName, port);
			try (ScriptedServer server = listen(right, port)) {
				assertThat(client.next((message) -> message.isTick(), PATIENCE).text("price")).isEqualTo("63039");
				assertThat(server.requests()).singleElement().satisfies((request) -> assertThat(request).contains(KEY));
				assertThat(Http.json(Http.get(relay.port(), "/actuator/health"))
					.at("/components/upstream/details/crypto/state")
					.stringValue()).isEqualTo("LIVE");
			}
			assertThat(relay.output()).noneMatch((line) -> line.contains(KEY));
		}
	}

	private static void awaitMistrust(RelayProcess relay, ServerSocketFactory kind, int port) throws IOException {
		double before = tlsFailures(relay);
		try (ScriptedServer server = listen(kind, port)) {
			await().atMost(PATIENCE).until(() -> tlsFailures(relay) > before);
			assertThat(server.accepted()).isPositive();
			assertThat(server.requests()).isEmpty();
		}
	}

	/** The last server may still have the port for a moment. */
	private static ScriptedServer listen(ServerSocketFactory kind, int port) {
		return await().atMost(PATIENCE)
			.ignoreExceptionsInstanceOf(BindException.class)
			.until(() -> new ScriptedServer(kind, port, TlsIT::greet), Objects::nonNull);
	}

	/** How often a server was not trusted. */
	private static double tlsFailures(RelayProcess relay) {
		List<String> lines = Http.get(relay.port(), "/actuator/prometheus").body().lines().toList();
		return lines.stream()
			.filter((line) -> line.startsWith("relay_upstream_failures_total{") && line.contains("\"tls_failed\""))
			.mapToDouble((line) -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
			.sum();
	}

	private static void greet(int connection, byte[] switching, OutputStream out) throws IOException {
		out.write(
				ScriptedServer.join(switching, ScriptedServer.text(ScriptedServer.WELCOME), ScriptedServer.text(PUSH)));
	}

}
