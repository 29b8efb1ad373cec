package io.tickrelay.downstream.compat;

import java.time.Duration;
import java.util.List;

import io.tickrelay.hub.outbox.OutboxPool;
import io.tickrelay.simulator.Simulator;
import io.tickrelay.testing.client.CompatClient;
import io.tickrelay.testing.SimulatedUpstream;
import io.tickrelay.testing.client.StreamClient;
import org.junit.jupiter.api.BeforeEach;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ContextConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A relay for programs that were written for the vendor. It forgets no demand: most tests
 * share the topics of one symbol, of which the market says nothing but what they have it
 * say.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "relay.upstream.heartbeat-interval=55s", "relay.upstream.frames-per-minute=60",
				"relay.demand.linger=1h", "relay.downstream.queue-bytes=256KB", "relay.downstream.ping-interval=1s" })
@ContextConfiguration(initializers = SimulatedUpstream.class)
abstract class CompatFixture {

	static final String STILL = "STILLUSDT";

	static final String TRADE = "{\"code\":10002,\"data\":{\"p\":\"63039\",\"s\":\"STILLUSDT\",\"t\":1786775227483,"
			+ "\"td\":1,\"v\":\"0.07933\",\"vw\":\"5000.88387\"}}";

	static final String DEPTH = "{\"code\":10005,\"data\":{\"a\":[[\"63059.36000000\",\"63059.37000000\"],"
			+ "[\"7.03880000\",\"0.00124000\"]],\"b\":[[\"63059.35000000\"],[\"5.69452000\"]],\"s\":\"STILLUSDT\","
			+ "\"t\":1786775732341}}";

	static final String KLINE = "{\"code\":10008,\"data\":{\"c\":\"63039.00000\",\"h\":\"63048.00000\","
			+ "\"l\":\"63038.99000\",\"o\":\"63048.00000\",\"pca\":\"-9.00000\",\"pfr\":\"-0.01%\",\"s\":\"STILLUSDT\","
			+ "\"t\":\"1786775220\",\"ty\":1,\"v\":\"19.90087\",\"vw\":\"1254633.2367064\"}}";

	@LocalServerPort
	int port;

	@Autowired
	Simulator vendor;

	@Autowired
	OutboxPool pool;

	@BeforeEach
	void keepStill() {
		this.vendor.faults().muteSymbol(STILL);
	}

	CompatClient connect() {
		return CompatClient.connect(this.port, "crypto");
	}

	void subscribeTrades(CompatClient client) {
		assertThat(client.ask("{'code':10000,'trace':'t','data':{'codes':'STILLUSDT'}}")).contains("10001");
		awaitUpstream("crypto", STILL + "@trade");
	}

	void awaitUpstream(String business, String... topics) {
		await().atMost(StreamClient.PATIENCE)
			.pollInterval(Duration.ofMillis(20))
			.until(() -> this.vendor.observations().subscriptions(business), (all) -> all.containsAll(List.of(topics)));
	}

	void push(String business, String frame) {
		this.vendor.faults().on(business).sendText(frame);
	}

	static String trade(int price) {
		return TRADE.replace("63039", String.valueOf(price));
	}

}
