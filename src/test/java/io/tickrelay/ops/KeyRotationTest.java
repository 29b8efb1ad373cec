package io.tickrelay.ops;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

import io.tickrelay.TickrelayApplication;
import io.tickrelay.simulator.Observations;
import io.tickrelay.simulator.Simulator;
import io.tickrelay.simulator.market.SimulatorSettings;
import io.tickrelay.testing.client.Message;
import io.tickrelay.testing.client.SseClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A new key in the key's file takes over, and clients stay.
 */
class KeyRotationTest {

	private static final Duration SOON = Duration.ofSeconds(8);

	@TempDir
	private Path folder;

	@Test
	void takesOverWhileClientsStay() throws IOException {
		write("first");
		try (Simulator vendor = Simulator.start(SimulatorSettings.defaults());
				ConfigurableApplicationContext relay = start(vendor);
				SseClient client = SseClient.connect(port(relay), "streams=BTCUSDT@trade")) {
			client.nextLive();
			write("second");

			assertThat(client.next((message) -> message.isStatus("stale"), SOON).text("cause"))
				.isEqualTo("upstream_down");
			client.next((message) -> message.isStatus("live"), SOON);
			client.nextLive();
			assertThat(client.isOpen()).isTrue();
			assertThat(vendor.observations().connects()).hasSize(2).allMatch(Observations.Connect::accepted);
			await().atMost(SOON).until(() -> vendor.observations().openSessions() == 1);
		}
	}

	@Test
	void bringsARejectedSessionBackWithinSeconds() throws IOException {
		write("wr0ng");
		try (Simulator vendor = Simulator.start(SimulatorSettings.defaults().withApiKey("right"));
				ConfigurableApplicationContext relay = start(vendor);
				SseClient client = SseClient.connect(port(relay), "streams=BTCUSDT@trade")) {
			assertThat(client.next((message) -> message.isStatus("rejected")).text("cause")).isEqualTo("key_rejected");
			// The wait is longer than any first backoff, and than the interval of looks
			// at the file.
			await().pollDelay(Duration.ofMillis(1500)).until(client::isOpen);
			write("right");

			client.next((message) -> message.isStatus("live"), SOON);
			Message tick = client.nextLive();
			assertThat(tick.stream()).isEqualTo("crypto:BTCUSDT@trade");
			assertThat(vendor.observations().connects()).extracting(Observations.Connect::status)
				.containsExactly(401, 101);
		}
	}

	private ConfigurableApplicationContext start(Simulator vendor) {
		return SpringApplication.run(TickrelayApplication.class, "--server.port=0", "--server.address=127.0.0.1",
				"--relay.upstream.url=" + vendor.webSocketUri(), "--relay.upstream.api-key-file=" + file(),
				"--relay.upstream.api-key-file-interval=1s");
	}

	private static int port(ConfigurableApplicationContext relay) {
		return relay.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	private void write(String key) throws IOException {
		Path written = Files.writeString(this.folder.resolve("written"), key + "\n");
		Files.move(written, file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
	}

	private Path file() {
		return this.folder.resolve("api-key");
	}

}
