package io.tickrelay.downstream.slow;

import java.time.Duration;

import io.tickrelay.hub.lane.Lanes;
import io.tickrelay.testing.client.Http;
import io.tickrelay.testing.client.Message;
import io.tickrelay.testing.Pushes;
import io.tickrelay.testing.Standstill;
import io.tickrelay.testing.client.StreamClient;
import io.tickrelay.testing.client.Wire;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.client.ReactorResourceFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** Clients that read all that they are given, of a relay that comes late to them. */
class LateRelayTest extends SlowClients {

	/** Of 100 KB each: more than may wait for one client. */
	private static final int BOOKS = 100;

	/** Later than half a second, and no standstill of a process. */
	private static final Duration LATE = Duration.ofMillis(600);

	@Autowired
	private Lanes lanes;

	@Autowired
	private ReactorResourceFactory servers;

	@ParameterizedTest
	@EnumSource
	void endsNoClientForItsOwnLatenessAndTellsEachNumberOnce(Wire wire) throws InterruptedException {
		String symbol = silentSymbol(wire, "LATE");
		try (StreamClient client = connect(wire, symbol, "mode=all")) {
			awaitUpstream(symbol);
			push(Pushes.depth(symbol, 1, 1));
			assertThat(client.nextLive().number("seq")).isEqualTo(1);
			try (Standstill _ = Standstill.begin(this.servers)) {
				for (int i = 0; i < BOOKS; i++) {
					push(Pushes.largeDepth(symbol, i));
				}
				await(StreamClient.PATIENCE).until(() -> this.lanes.backlog() >= BOOKS);
				long beganNs = System.nanoTime();
				await(StreamClient.PATIENCE).until(() -> System.nanoTime() - beganNs > LATE.toNanos());
			}
			assertThat(gaps(client, 1 + BOOKS)).isEqualTo(1);
			JsonNode delivery = delivery();
			assertThat(delivery.path("status").stringValue()).isEqualTo("DEGRADED");
			assertThat(delivery.path("details").path("skippedTotal").longValue()).isPositive();
			push(Pushes.depth(symbol, 1, 1));
			assertThat(client.nextLive().number("seq")).isEqualTo(2 + BOOKS);
			await(StreamClient.PATIENCE).until(() -> delivery().path("status").stringValue().equals("UP"));
		}
	}

	/** Reads until a number; how many holes were told on the way. */
	private static int gaps(StreamClient client, long last) {
		long seen = 1;
		int gaps = 0;
		while (seen < last) {
			Message message = client.next((any) -> any.isTick() || any.type().equals("gap"));
			if (message.isTick()) {
				assertThat(message.number("seq")).isEqualTo(seen + 1);
				seen = message.number("seq");
			}
			else {
				assertThat(message.text("cause")).isEqualTo("relay_behind");
				assertThat(message.number("fromSeq")).isEqualTo(seen + 1);
				seen = message.number("toSeq");
				gaps++;
			}
		}
		return gaps;
	}

	private JsonNode delivery() {
		return Http.json(Http.get(port(), "/actuator/health")).path("components").path("delivery");
	}

}
