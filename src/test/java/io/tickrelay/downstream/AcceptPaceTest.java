package io.tickrelay.downstream;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.tickrelay.testing.Http;
import io.tickrelay.testing.SimulatedUpstream;
import io.tickrelay.testing.SseClient;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ContextConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/** A crowd of newcomers, of whom so many are let in a second. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "relay.upstream.businesses=crypto", "relay.downstream.accepts-per-second=20",
				"relay.demand.linger=1h" })
@ContextConfiguration(initializers = SimulatedUpstream.class)
class AcceptPaceTest {

	private static final int CROWD = 40;

	@LocalServerPort
	private int port;

	@Test
	void letsAllInOneAfterAnother() {
		double before = pauses();
		long startNs = System.nanoTime();
		List<SseClient> crowd = new ArrayList<>();
		try {
			for (int i = 0; i < CROWD; i++) {
				crowd.add(SseClient.connect(this.port, "streams=BTCUSDT@trade"));
			}
			for (SseClient client : crowd) {
				assertThat(client.head().status()).isEqualTo(200);
				client.next("trade");
			}
			long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs);
			// 40 at 20 a second; the first ones may have found saved-up turns.
			assertThat(tookMs).isGreaterThan(1500);
			assertThat(pauses()).isGreaterThan(before);
		}
		finally {
			crowd.forEach(SseClient::close);
		}
	}

	private double pauses() {
		return Http.get(this.port, "/actuator/prometheus")
			.body()
			.lines()
			.filter((line) -> line.startsWith("relay_downstream_accept_pauses_total "))
			.mapToDouble((line) -> Double.parseDouble(line.substring(line.indexOf(' '))))
			.sum();
	}

}
