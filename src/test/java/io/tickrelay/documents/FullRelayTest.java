package io.tickrelay.documents;

import java.util.List;

import io.tickrelay.testing.client.Message;
import io.tickrelay.testing.SimulatedUpstream;
import io.tickrelay.testing.client.SseClient;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ContextConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whether a relay that has no room, and no product lists, says so as documented.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "relay.downstream.max-connections-per-address=1", "relay.upstream.max-symbols-total=1" })
@ContextConfiguration(initializers = SimulatedUpstream.class)
class FullRelayTest {

	@LocalServerPort
	private int port;

	@Test
	void turnsClientsAwayAsDocumented() {
		Operation stream = operation("/v1/stream");
		try (SseClient only = SseClient.connect(this.port, "streams=BTCUSDT@trade,ETHUSDT@trade")) {
			Message subscribed = only.next("subscribed");
			assertThat(subscribed.json().at("/rejected/0/code").stringValue()).isEqualTo("quota");
			assertThat(new Talk("stream").kindsOf(subscribed.json())).containsExactly("subscribed");
			Answer program = Answer.to(this.port, "GET", "/v1/stream?streams=BTCUSDT@trade");
			assertThat(program.status()).isEqualTo(429);
			assertThat(stream.faults(program)).isEmpty();
			String request = SseClient.get("streams=BTCUSDT@trade", "HTTP/1.1");
			for (String accept : List.of("text/event-stream", "text/event-stream;charset=utf-8",
					"text/event-stream, */*;q=0.1")) {
				try (SseClient browser = SseClient.request(this.port, request.replace("text/event-stream", accept),
						false)) {
					assertThat(new Talk("stream").kindsOf(browser.next("goaway").json())).containsExactly("goaway");
				}
			}
		}
	}

	@Test
	void saysThatThereIsNoProductListAsDocumented() {
		Answer answer = Answer.to(this.port, "GET", "/v1/symbols");
		assertThat(answer.status()).isEqualTo(503);
		assertThat(operation("/v1/symbols").faults(answer)).isEmpty();
	}

	private static Operation operation(String path) {
		return Operation.all().stream().filter((operation) -> operation.path().equals(path)).findFirst().orElseThrow();
	}

}
