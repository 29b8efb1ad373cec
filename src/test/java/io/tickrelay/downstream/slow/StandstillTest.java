package io.tickrelay.downstream.slow;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.tickrelay.testing.client.BareWebSocket;
import io.tickrelay.testing.client.CompatClient;
import io.tickrelay.testing.RestlessRelayTest;
import io.tickrelay.testing.Standstill;
import io.tickrelay.testing.client.StreamClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.client.ReactorResourceFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The relay hears no client for longer than any client may be silent. */
@RestlessRelayTest
@Tag("full")
class StandstillTest {

	private static final Duration LONGER_THAN_ANY_DEADLINE = Duration.ofMillis(4500);

	private static final String HEARTBEAT = "{'code':10010,'trace':'t'}";

	@LocalServerPort
	private int port;

	@Autowired
	private ReactorResourceFactory servers;

	@Test
	void closesNoClientForItsOwnSilenceAndAsksAgain() throws Exception {
		try (BareWebSocket socket = BareWebSocket.connect(this.port, "");
				BareWebSocket silent = BareWebSocket.connectWithoutPongs(this.port, "");
				CompatClient compat = CompatClient.connect(this.port, "crypto")) {
			assertThat(compat.nextText()).isEqualTo(CompatClient.WELCOME);
			assertThat(socket.pings().poll(5, TimeUnit.SECONDS)).isNotNull();
			assertThat(silent.pings().poll(5, TimeUnit.SECONDS)).isNotNull();
			standStill(compat);

			socket.pings().clear();
			for (int i = 0; i < 3; i++) {
				assertThat(socket.pings().poll(5, TimeUnit.SECONDS)).isNotNull();
				compat.say(HEARTBEAT);
			}
			assertThat(socket.isOpen()).as("4012").isTrue();
			assertThat(compat.isOpen()).as("4013").isTrue();
			assertThat(silent.awaitEnd()).isEqualTo(new StreamClient.End(4012, "no_pong"));
		}
	}

	@Test
	void takesWhatWasSentMeanwhileForNoFlood() throws Exception {
		try (CompatClient compat = CompatClient.connect(this.port, "crypto")) {
			for (int i = 0; i < 59; i++) {
				compat.say(HEARTBEAT);
			}
			assertThat(compat.ask("{'code':10010,'ack':1}")).contains("10011");
			try (Standstill _ = Standstill.begin(this.servers)) {
				for (int i = 0; i < 30; i++) {
					compat.say(HEARTBEAT);
				}
				compat.say("{'code':10010,'ack':1}");
				pause();
			}
			assertThat(compat.nextText((text) -> text.contains("10011"))).isNotNull();
			assertThat(compat.isOpen()).isTrue();
		}
	}

	private void standStill(CompatClient compat) throws InterruptedException {
		try (Standstill _ = Standstill.begin(this.servers)) {
			compat.say(HEARTBEAT);
			pause();
		}
	}

	/** Time itself is what is tried. */
	private static void pause() {
		long beganNs = System.nanoTime();
		await().atMost(LONGER_THAN_ANY_DEADLINE.multipliedBy(3))
			.until(() -> System.nanoTime() - beganNs > LONGER_THAN_ANY_DEADLINE.toNanos());
	}

}
