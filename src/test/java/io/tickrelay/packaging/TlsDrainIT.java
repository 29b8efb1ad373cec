package io.tickrelay.packaging;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

import io.tickrelay.testing.client.BareWebSocket;
import io.tickrelay.testing.ByteProxy;
import io.tickrelay.testing.Certificates;
import io.tickrelay.testing.client.CompatClient;
import io.tickrelay.testing.client.Http2Streams;
import io.tickrelay.testing.ServedOverTls;
import io.tickrelay.testing.client.SseClient;
import io.tickrelay.testing.client.StreamClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** SIGTERM to a relay that ends TLS itself. */
@Tag("full")
class TlsDrainIT {

	@Test
	void allClientsHearOfItOverEveryTransport(@TempDir Path folder) throws IOException {
		Certificates authority = Certificates.authority(folder, "authority");
		String[] arguments = Stream
			.concat(Stream.of("--spring.profiles.active=demo", "--server.http2.enabled=true"),
					Stream.of(ServedOverTls.settings(authority.pem("relay"))).map((setting) -> "--" + setting))
			.toArray(String[]::new);
		try (RelayProcess relay = RelayProcess.start(Map.of(), arguments);
				ByteProxy way = ByteProxy.toTls(relay.port(), authority.clients());
				Http2Streams http2 = new Http2Streams(relay.port(), authority);
				SseClient browser = SseClient.connect(way.port(), "streams=BTCUSDT@trade");
				Http2Streams.Client tab = http2.open("streams=BTCUSDT@trade");
				Http2Streams.Client otherTab = http2.open("streams=ETHUSDT@trade");
				BareWebSocket service = BareWebSocket.connect(way.port(), "streams=BTCUSDT@trade");
				CompatClient program = CompatClient.connect(way.port(), "crypto")) {
			for (StreamClient client : new StreamClient[] { browser, tab, otherTab, service }) {
				client.nextLive();
			}
			program.nextText(CompatClient.WELCOME::equals);
			relay.terminate();
			for (StreamClient client : new StreamClient[] { browser, tab, otherTab, service }) {
				assertThat(client.next("goaway").text("code")).isEqualTo("draining");
			}
			for (StreamClient client : new StreamClient[] { browser, tab, otherTab }) {
				assertThat(client.awaitEnd().reason()).isEqualTo("java.io.EOFException: The connection ended");
			}
			assertThat(service.awaitEnd().code()).isEqualTo(1001);
			assertThat(program.awaitEnd().code()).isEqualTo(4001);
			assertThat(relay.exitCode(Duration.ofMinutes(1))).isIn(0, 143);
			assertThat(relay.output()).noneMatch((line) -> line.startsWith("\tat ") || line.contains("Exception"));
		}
	}

}
