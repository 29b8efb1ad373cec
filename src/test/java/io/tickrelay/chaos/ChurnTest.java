package io.tickrelay.chaos;

import java.time.Duration;
import java.util.Random;

import io.tickrelay.ops.RelayMeter;
import io.tickrelay.simulator.Observations;
import io.tickrelay.testing.client.BareWebSocket;
import io.tickrelay.testing.client.SseClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** Hundreds of clients that come and go while sessions break. */
@Timeout(180)
@Tag("full")
class ChurnTest {

	private static final int BROWSERS = 300;

	private static final int SERVICES = 100;

	private static final int DROPS = 6;

	@Test
	void keepsToTheFrameLimitAndLeavesNothingBehind() {
		try (SoakRelay soakRelay = new SoakRelay()) {
			Relay relay = soakRelay.relay();
			warmUp(relay);
			LeakAccount before = soakRelay.rest(Duration.ofSeconds(30));
			Random random = new Random(7);
			try (Watcher staying = new Watcher("staying",
					SseClient.connect(relay.port(), "streams=crypto:S0@trade&mode=all"), true)) {
				Churn churn = Churn.start(relay, 7, BROWSERS, SERVICES);
				for (int i = 0; i < DROPS; i++) {
					staying.listen(Duration.ofMillis(2_500 + random.nextInt(1_000)));
					relay.vendor()
						.faults()
						.on(SoakRelay.BUSINESSES.get(random.nextInt(SoakRelay.BUSINESSES.size())))
						.dropAll();
				}
				churn.end();
				assertThat(churn.visits()).isGreaterThan(BROWSERS + SERVICES);
				assertThat(churn.ticks()).isPositive();
				assertThat(staying.client().isOpen()).isTrue();
				assertThat(staying.ledger().ticks()).isPositive();
			}
			assertThat(relay.vendor().observations().connects()).allMatch(Observations.Connect::accepted);
			assertThat(relay.count(RelayMeter.UPSTREAM_FAILURES, "code", "501")).isZero();
			soakRelay.restAsBefore(before, Duration.ofSeconds(60));
		}
	}

	/**
	 * Sees everything once, with one stream alone, because the frame budget is for the
	 * rest.
	 */
	private static void warmUp(Relay relay) {
		String query = "streams=crypto:S0@trade";
		try (SseClient browser = SseClient.connect(relay.port(), query);
				BareWebSocket service = BareWebSocket.connect(relay.port(), query)) {
			browser.nextLive();
			service.nextLive();
			relay.vendor().faults().dropAll();
			browser.next("gap");
			service.next("gap");
			relay.health();
		}
	}

}
