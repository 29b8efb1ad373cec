package io.tickrelay.downstream;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import io.tickrelay.demand.Demand;
import io.tickrelay.simulator.Observations;
import io.tickrelay.simulator.Simulator;
import io.tickrelay.testing.client.Message;
import io.tickrelay.testing.RestlessRelayTest;
import io.tickrelay.testing.client.SocketClient;
import io.tickrelay.testing.client.StreamClient;
import io.tickrelay.testing.client.Wire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What clients cost upstream, whatever their transport: nothing before they ask and
 * nothing after they left, however they did.
 */
@ParameterizedClass
@EnumSource(Wire.class)
@RestlessRelayTest
class DemandTest {

	private final Wire wire;

	@LocalServerPort
	private int port;

	@Autowired
	private Simulator vendor;

	@Autowired
	private Demand demand;

	DemandTest(Wire wire) {
		this.wire = wire;
	}

	@Test
	void wantsNothingUpstreamBeforeAClientAsks() {
		String symbol = "ASKED" + this.wire.name().charAt(0) + "USDT";
		try (StreamClient other = connect("BTCUSDT@trade")) {
			other.nextLive();
			assertThat(this.vendor.observations().received()).extracting(Observations.Received::text)
				.noneMatch((frame) -> frame.contains(symbol));
			try (StreamClient client = connect(symbol + "@trade")) {
				client.nextLive();
				assertThat(this.vendor.observations().received()).extracting(Observations.Received::text)
					.anyMatch((frame) -> frame.contains(symbol));
			}
		}
		assertThat(this.vendor.observations().connects()).noneMatch((connect) -> connect.business().equals("common"));
	}

	@Test
	void letsGoUpstreamHoweverAClientLeaves() {
		List<String> topics = List.of("SOLUSDT@trade", "BNBUSDT@depth", "XRPUSDT@kline_1m");
		StreamClient polite = connect("SOLUSDT@trade");
		SocketClient abrupt = raw("BNBUSDT@depth");
		SocketClient distracted = raw("XRPUSDT@kline_1m");
		polite.nextLive();
		abrupt.nextLive();
		distracted.nextLive();
		assertThat(subscribed()).containsAll(topics);
		polite.leave();
		abrupt.reset();
		// In the midst of a message, with more of them unread behind it.
		distracted.stopReading();
		distracted.hangUp();
		await().atMost(StreamClient.PATIENCE)
			.pollInterval(Duration.ofMillis(20))
			.untilAsserted(() -> assertThat(subscribed()).doesNotContainAnyElementsOf(topics));
		await().atMost(StreamClient.PATIENCE)
			.untilAsserted(() -> assertThat(this.demand.heldTopics() + this.demand.lingeringTopics()).isZero());
	}

	@Test
	void keepsWhatAnotherClientStillWants() {
		try (StreamClient stays = connect("ETHUSDT@trade"); StreamClient leaves = connect("ETHUSDT@trade")) {
			stays.nextLive();
			Message last = leaves.next(Message::isTick);
			leaves.leave();
			leaves.awaitEnd();
			Message later = stays
				.next((message) -> message.isTick() && message.number("seq") > last.number("seq") + 80);
			assertThat(later.stream()).isEqualTo("crypto:ETHUSDT@trade");
			assertThat(subscribed()).contains("ETHUSDT@trade");
		}
	}

	@Test
	void forgetsAStreamThatStayedUnwantedLongerThanTheLinger() {
		String id;
		try (StreamClient client = connect("ADAUSDT@trade")) {
			id = client.nextLive().text("rts");
		}
		await().atMost(StreamClient.PATIENCE)
			.until(() -> this.demand.heldTopics() + this.demand.lingeringTopics() == 0);
		try (StreamClient back = connect("ADAUSDT@trade&mode=all&lastEventId=" + id)) {
			Message resumed = back.next("resumed");
			assertThat(resumed.json().path("recovered").booleanValue()).isFalse();
			assertThat(resumed.text("reason")).isEqualTo("window");
			// A new life begins, and says so by its numbers.
			assertThat(back.nextLive().number("seq")).isLessThan(3);
		}
	}

	private StreamClient connect(String streams) {
		return this.wire.connect(this.port, "streams=" + streams);
	}

	private SocketClient raw(String streams) {
		return this.wire.connectWithSmallWindow(this.port, "streams=" + streams);
	}

	private Set<String> subscribed() {
		return this.vendor.observations().subscriptions("crypto");
	}

}
