package io.tickrelay.ops;

import java.net.http.HttpResponse;
import java.time.Duration;

import io.tickrelay.simulator.Observations;
import io.tickrelay.simulator.Simulator;
import io.tickrelay.testing.client.Http;
import io.tickrelay.testing.client.Message;
import io.tickrelay.testing.SimulatedUpstream;
import io.tickrelay.testing.client.SseClient;
import io.tickrelay.testing.client.StreamClient;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ContextConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "relay.upstream.api-key=wr0ng-key")
@ContextConfiguration(initializers = SimulatedUpstream.class)
class WrongKeyTest {

	@LocalServerPort
	private int port;

	@Autowired
	private Simulator vendor;

	@Test
	void isTriedOnceAndToldToAllClientsButTheProbes() {
		try (SseClient client = SseClient.connect(this.port, "streams=BTCUSDT@trade")) {
			assertThat(client.next((message) -> message.isStatus("rejected")).text("cause")).isEqualTo("key_rejected");
			await().atMost(StreamClient.PATIENCE)
				.until(() -> Http.get(this.port, "/actuator/health").statusCode(), (status) -> status == 503);
			HttpResponse<String> answer = Http.get(this.port, "/actuator/health");
			JsonNode health = Http.json(answer);
			assertThat(health.path("status").stringValue()).isEqualTo("DOWN");
			assertThat(health.at("/components/upstream/details/crypto/state").stringValue()).isEqualTo("REJECTED");
			assertThat(health.at("/components/upstream/details/crypto/lastError/code").stringValue()).isEqualTo("401");
			assertThat(health.at("/components/upstream/details/stock/state").stringValue()).isEqualTo("IDLE");
			assertThat(answer.body()).doesNotContain("wr0ng");
			for (String probe : new String[] { "liveness", "readiness" }) {
				assertThat(Http.get(this.port, "/actuator/health/" + probe).statusCode()).isEqualTo(200);
			}
			try (SseClient another = SseClient.connect(this.port, "streams=ETHUSDT@trade")) {
				Message status = another.next("status");
				assertThat(status.text("state")).isEqualTo("rejected");
			}
			// The wait is longer than any first backoff.
			await().pollDelay(Duration.ofMillis(1500)).until(client::isOpen);
			assertThat(this.vendor.observations().connects()).singleElement()
				.isInstanceOf(Observations.Connect.class)
				.satisfies((connect) -> {
					assertThat(connect.status()).isEqualTo(401);
					assertThat(connect.keyMatched()).isFalse();
				});
		}
	}

}
