package io.tickrelay.downstream.streams;

import java.time.Duration;
import java.util.Locale;

import io.tickrelay.demand.Demand;
import io.tickrelay.simulator.Faults;
import io.tickrelay.simulator.Simulator;
import io.tickrelay.testing.client.Message;
import io.tickrelay.testing.RelayTest;
import io.tickrelay.testing.client.StreamClient;
import io.tickrelay.testing.client.Wire;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.awaitility.Awaitility.await;

/**
 * A relay whose streams are asked for over each transport.
 */
@RelayTest
@ParameterizedClass
@EnumSource(Wire.class)
abstract class StreamFixture {

	final Wire wire;

	@LocalServerPort
	int port;

	@Autowired
	Simulator vendor;

	@Autowired
	Demand demand;

	StreamFixture(Wire wire) {
		this.wire = wire;
	}

	StreamClient connect(String streams, String mode) {
		return this.wire.connect(this.port, "streams=" + streams + "&mode=" + mode);
	}

	/** A symbol that is this test's own and of which the market says nothing. */
	String silentSymbol(String name) {
		String symbol = name + this.wire.name().toUpperCase(Locale.ROOT).charAt(0) + "USDT";
		Faults faults = this.vendor.faults();
		faults.muteSymbol(symbol);
		return symbol;
	}

	void push(String topic, String frame) {
		awaitUpstream(topic);
		this.vendor.faults().on("crypto").sendText(frame);
	}

	void awaitUpstream(String topic) {
		await().atMost(StreamClient.PATIENCE)
			.pollInterval(Duration.ofMillis(20))
			.until(() -> this.vendor.observations().subscriptions("crypto"), (all) -> all.contains(topic));
	}

	static JsonNode json(String text) {
		return Message.JSON.readTree(text.replace('\'', '"'));
	}

}
