package io.tickrelay.upstream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.tickrelay.TickrelayApplication;
import io.tickrelay.simulator.Observations;
import io.tickrelay.simulator.Simulator;
import io.tickrelay.simulator.market.SimulatorSettings;
import io.tickrelay.testing.client.SseClient;
import org.junit.jupiter.api.RepeatedTest;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A relay that ends takes leave of its clients, and then of the vendor, who frees the
 * key's slots at a close of 1000 alone.
 */
class CloseHandshakeTest {

	private static final List<String> STREAMS = List.of("crypto:BTCUSDT@trade", "stock:AAPL.US@trade",
			"common:USDJPY@trade");

	@RepeatedTest(5)
	void everySessionIsClosedWith1000OnceTheClientsAreGone() {
		List<SseClient> clients = new ArrayList<>();
		try (Simulator vendor = Simulator.start(SimulatorSettings.defaults())) {
			try (ConfigurableApplicationContext relay = start(vendor)) {
				int port = relay.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
				for (String stream : STREAMS) {
					SseClient client = SseClient.connect(port, "streams=" + stream);
					clients.add(client);
					// Not its state: a client of a cold relay may join behind the first
					// tick.
					client.nextLive();
				}
			}
			for (SseClient client : clients) {
				assertThat(client.next("goaway").text("code")).isEqualTo("draining");
				client.awaitEnd();
			}
			await().atMost(Duration.ofSeconds(5)).until(() -> vendor.observations().closes().size() == STREAMS.size());
			assertThat(vendor.observations().closes()).allMatch((close) -> close.code() == 1000)
				.extracting(Observations.Close::business)
				.containsExactlyInAnyOrder("crypto", "stock", "common");
			await().atMost(Duration.ofSeconds(5)).until(() -> vendor.observations().openSessions() == 0);
		}
		finally {
			clients.forEach(SseClient::close);
		}
	}

	private static ConfigurableApplicationContext start(Simulator vendor) {
		return SpringApplication.run(TickrelayApplication.class, "--server.port=0", "--server.address=127.0.0.1",
				"--relay.upstream.url=" + vendor.webSocketUri(), "--relay.upstream.api-key=k",
				"--relay.upstream.businesses=crypto,stock,common", "--relay.downstream.drain-window=100ms");
	}

}
