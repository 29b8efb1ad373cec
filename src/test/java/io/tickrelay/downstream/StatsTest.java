package io.tickrelay.downstream;

import java.time.Duration;
import java.util.List;

import io.tickrelay.testing.client.Http;
import io.tickrelay.testing.ImpatientRelayTest;
import io.tickrelay.testing.client.Message;
import io.tickrelay.testing.client.StreamClient;
import io.tickrelay.testing.client.Wire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@ImpatientRelayTest
class StatsTest {

	@LocalServerPort
	private int port;

	@ParameterizedTest
	@EnumSource
	void tellsAClientThatAsksHowItFares(Wire wire) {
		try (StreamClient client = wire.connect(this.port, "streams=BTCUSDT@trade&mode=conflate&rate=5&stats=true")) {
			String connection = client.next("hello").text("connection");
			int ticks = 0;
			Message stats = null;
			while (stats == null) {
				Message message = client.next();
				ticks += message.isTick() ? 1 : 0;
				stats = message.type().equals("stats") ? message : null;
			}
			assertThat(stats.fields()).containsExactly("type", "connection", "exchangeToRelayMs", "relayToSocketMs",
					"delivered", "conflated", "dropped", "replayed");
			assertThat(stats.text("connection")).isEqualTo(connection);
			for (String times : List.of("exchangeToRelayMs", "relayToSocketMs")) {
				assertThat(stats.json().path(times).propertyNames()).containsExactly("p50", "p99");
				assertThat(stats.json().path(times).path("p50").doubleValue()).isBetween(0.0,
						stats.json().path(times).path("p99").doubleValue());
				assertThat(stats.json().path(times).path("p99").doubleValue()).isLessThan(5000);
			}
			// The greeting, the answer and the ticks.
			assertThat(stats.number("delivered")).isEqualTo(2 + ticks);
			assertThat(stats.number("conflated")).isPositive();
			assertThat(stats.number("dropped")).isZero();
			assertThat(stats.number("replayed")).isZero();
			assertThat(stats.id()).isNull();
			assertThat(client.next("stats").number("delivered")).isGreaterThan(stats.number("delivered"));
		}
	}

	@ParameterizedTest
	@EnumSource
	void countsWhatAClientWasSentAgain(Wire wire) {
		try (StreamClient witness = wire.connect(this.port, "streams=BTCUSDT@trade&mode=all")) {
			Message first = witness.nextLive();
			witness.next((message) -> message.number("seq") == first.number("seq") + 10);
			try (StreamClient client = wire.connect(this.port,
					"streams=BTCUSDT@trade&mode=all&stats=true&lastEventId=" + first.text("rts"))) {
				long replayed = client.next("resumed").number("replayed");
				assertThat(replayed).isGreaterThanOrEqualTo(10);
				assertThat(client.next("stats").number("replayed")).isEqualTo(replayed);
			}
		}
		assertThat(value("relay_hub_resumptions_total{outcome=\"recovered\"}")).isPositive();
		assertThat(value("relay_hub_replayed_total")).isGreaterThanOrEqualTo(10);
		assertThat(value("relay_hub_replay_events")).isPositive();
		assertThat(value("relay_hub_replay_bytes")).isPositive();
	}

	@ParameterizedTest
	@EnumSource
	void tellsNothingOfTheKindToOthers(Wire wire) {
		try (StreamClient asks = wire.connect(this.port, "streams=BTCUSDT@trade&stats=true");
				StreamClient doesNot = wire.connect(this.port, "streams=BTCUSDT@trade");
				StreamClient declines = wire.connect(this.port, "streams=BTCUSDT@trade&stats=false")) {
			asks.next("stats");
			asks.next("stats");
			for (StreamClient other : List.of(doesNot, declines)) {
				for (Message message = other.poll(Duration.ZERO); message != null; message = other
					.poll(Duration.ZERO)) {
					assertThat(message.type()).isNotEqualTo("stats");
				}
			}
		}
		assertThat(Http.get(this.port, "/v1/stream?streams=BTCUSDT@trade&stats=yes").statusCode()).isEqualTo(400);
	}

	@Test
	void showsOperatorsHowLongTicksAreOnTheirWay() {
		try (StreamClient client = Wire.SSE.connect(this.port, "streams=BTCUSDT@trade")) {
			client.nextLive();
			for (String name : List.of("relay_hub_relay_to_socket_seconds", "relay_hub_exchange_to_relay_seconds")) {
				await().atMost(StreamClient.PATIENCE)
					.untilAsserted(() -> assertThat(value(name + "_count")).isPositive());
				assertThat(value(name + "_bucket{le=\"+Inf\"}")).isPositive();
				assertThat(scrape()).filteredOn((line) -> line.startsWith(name + "_bucket")).hasSizeGreaterThan(10);
			}
		}
	}

	/** A sample's value; -1 where there is none of the name. */
	private double value(String name) {
		return scrape().stream()
			.filter((line) -> line.startsWith(name + " "))
			.mapToDouble((line) -> Double.parseDouble(line.substring(name.length() + 1)))
			.findFirst()
			.orElse(-1);
	}

	private List<String> scrape() {
		return Http.get(this.port, "/actuator/prometheus").body().lines().toList();
	}

}
