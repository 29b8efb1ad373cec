package io.tickrelay.downstream.streams;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.tickrelay.simulator.Simulator;
import io.tickrelay.testing.ImpatientRelayTest;
import io.tickrelay.testing.client.Message;
import io.tickrelay.testing.Pushes;
import io.tickrelay.testing.client.StreamClient;
import io.tickrelay.testing.client.Wire;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a client gets that wants no more than so many updates a second, whatever its
 * transport.
 */
@ImpatientRelayTest
abstract class RateContract {

	private static final int RATE = 4;

	// Two updates may come closer together than they were sent.
	private static final long NEARLY_A_SECOND_NS = TimeUnit.MILLISECONDS.toNanos(850);

	private final Wire wire;

	@LocalServerPort
	private int port;

	@Autowired
	private Simulator vendor;

	RateContract(Wire wire) {
		this.wire = wire;
	}

	int port() {
		return this.port;
	}

	@Test
	void sendsTheNewestAndNeverMoreThanTheRate() {
		try (StreamClient all = connect("BTCUSDT@trade&mode=all");
				StreamClient client = connect("BTCUSDT@trade&mode=conflate&snapshot=false&rate=" + RATE)) {
			all.nextLive();
			List<Long> arrivals = new ArrayList<>();
			List<Long> agesMs = new ArrayList<>();
			long before = 0;
			for (int i = 0; i < 3 * RATE; i++) {
				Message tick = client.next(Message::isTick);
				arrivals.add(System.nanoTime());
				agesMs.add(System.currentTimeMillis() - tick.number("rts") / 1000);
				assertThat(tick.number("seq")).isGreaterThan(before);
				before = tick.number("seq");
			}
			for (int i = RATE; i < arrivals.size(); i++) {
				assertThat(arrivals.get(i) - arrivals.get(i - RATE)).isGreaterThan(NEARLY_A_SECOND_NS);
			}
			// There are five updates from edge to edge, and the first of them is 200 ms
			// old.
			assertThat(agesMs.stream().sorted().toList().get(agesMs.size() / 2)).isLessThan(120);
		}
	}

	@Test
	void keepsTheEndOfABarWhoseSuccessorCameEarly() {
		String symbol = "ENDS" + this.wire.name().charAt(0) + "USDT";
		this.vendor.faults().muteSymbol(symbol);
		try (StreamClient client = connect(symbol + "@kline_1m&mode=conflate&rate=1")) {
			await().atMost(StreamClient.PATIENCE)
				.pollInterval(Duration.ofMillis(20))
				.until(() -> this.vendor.observations().subscriptions("crypto"),
						(Set<String> topics) -> topics.contains(symbol + "@kline_1m"));
			for (String[] bar : new String[][] { { "1786775220", "100" }, { "1786775220", "105" },
					{ "1786775280", "106" }, { "1786775160", "99" } }) {
				this.vendor.faults()
					.on("crypto")
					.sendText(Pushes.kline(symbol,
							"'c':'" + bar[1] + "','h':'200','l':'1','o':'2','t':'" + bar[0] + "','ty':1"));
			}
			List<String> closes = new ArrayList<>();
			client
				.next((message) -> message.isTick() && closes.add(message.text("close")) && message.number("seq") == 4);
			assertThat(closes).endsWith("105", "106", "99");
		}
	}

	@Test
	void givesTheLastOfABurstWithoutWaitingForTheNext() {
		String symbol = "BURST" + this.wire.name().charAt(0) + "USDT";
		this.vendor.faults().muteSymbol(symbol);
		try (StreamClient client = connect(symbol + "@trade&mode=conflate&rate=1")) {
			await().atMost(StreamClient.PATIENCE)
				.pollInterval(Duration.ofMillis(20))
				.until(() -> this.vendor.observations().subscriptions("crypto"),
						(Set<String> topics) -> topics.contains(symbol + "@trade"));
			for (int i = 1; i <= 10; i++) {
				this.vendor.faults().on("crypto").sendText(Pushes.tradeAt(symbol, String.valueOf(i)));
			}
			List<Message> got = new ArrayList<>();
			client.next((message) -> message.isTick() && got.add(message) && message.number("seq") == 10);
			// A burst may meet one edge in its midst.
			assertThat(got).hasSizeLessThanOrEqualTo(2);
			assertThat(got.getLast().text("price")).isEqualTo("10");
		}
	}

	final StreamClient connect(String streams) {
		return this.wire.connect(this.port, "streams=" + streams);
	}

}
