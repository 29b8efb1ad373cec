package io.tickrelay.packaging;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.tickrelay.testing.client.BareWebSocket;
import io.tickrelay.testing.client.CompatClient;
import io.tickrelay.testing.client.Http;
import io.tickrelay.testing.client.SseClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** SIGSTOP and SIGCONT, as {@code docker pause} has it. */
@Tag("full")
class FrozenRelayIT {

	private static final Duration LONGER_THAN_ANY_DEADLINE = Duration.ofSeconds(5);

	private static final String HEARTBEAT = "{'code':10010,'trace':'t'}";

	@Test
	void closesNoClientForItsOwnSilence() throws Exception {
		try (RelayProcess relay = RelayProcess.start(Map.of(), "--spring.profiles.active=demo",
				"--relay.downstream.ping-interval=1s", "--relay.downstream.pong-timeout=3s",
				"--relay.downstream.compat-heartbeat-timeout=3s", "--relay.downstream.write-timeout=2s");
				BareWebSocket socket = BareWebSocket.connect(relay.port(), "streams=BTCUSDT@trade");
				SseClient stream = SseClient.connect(relay.port(), "streams=BTCUSDT@trade");
				CompatClient compat = CompatClient.connect(relay.port(), "crypto")) {
			stream.nextLive();
			socket.nextLive();
			assertThat(compat.nextText()).isEqualTo(CompatClient.WELCOME);
			relay.signal("STOP");
			long stoppedNs = System.nanoTime();
			compat.say(HEARTBEAT);
			await().atMost(LONGER_THAN_ANY_DEADLINE.multipliedBy(3))
				.until(() -> System.nanoTime() - stoppedNs > LONGER_THAN_ANY_DEADLINE.toNanos());
			relay.signal("CONT");

			socket.pings().clear();
			for (int i = 0; i < 5; i++) {
				assertThat(socket.pings().poll(60, TimeUnit.SECONDS)).isNotNull();
				compat.say(HEARTBEAT);
				stream.nextLive();
				socket.nextLive();
			}
			assertThat(compat.isOpen()).isTrue();
			String health = Http.get(relay.port(), "/actuator/prometheus").body();
			assertThat(health.lines()
				.filter((line) -> line.startsWith("relay_upstream_connects_total") && !line.endsWith(" 0.0")))
				.allMatch((line) -> line.endsWith(" 1.0"));
		}
	}

}
