package io.tickrelay.downstream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.tickrelay.simulator.Simulator;
import io.tickrelay.testing.client.Message;
import io.tickrelay.testing.Pushes;
import io.tickrelay.testing.SimulatedUpstream;
import io.tickrelay.testing.client.SocketClient;
import io.tickrelay.testing.client.StreamClient;
import io.tickrelay.testing.client.Wire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ContextConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a client is told of an outage upstream, whatever its transport. The relay is these
 * tests' own: each outage costs frames of the key's budget, the more the more is wanted.
 */
@ParameterizedClass
@EnumSource(Wire.class)
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "relay.upstream.heartbeat-interval=55s", "relay.upstream.frames-per-minute=60",
				"relay.demand.linger=1h", "relay.downstream.queue-bytes=256KB" })
@ContextConfiguration(initializers = SimulatedUpstream.class)
class OutageTest {

	// More than the buffers of two sockets hold.
	private static final int FLOOD = 90;

	private final Wire wire;

	@LocalServerPort
	private int port;

	@Autowired
	private Simulator vendor;

	OutageTest(Wire wire) {
		this.wire = wire;
	}

	@Test
	void isToldAsAGapToThoseThatWereThereAlone() {
		try (StreamClient all = connect("BTCUSDT@trade", "all");
				StreamClient conflating = connect("BTCUSDT@trade", "conflate")) {
			List<Message> allSaw = new ArrayList<>(List.of(all.nextLive()));
			List<Message> conflatingSaw = new ArrayList<>(List.of(conflating.nextLive()));
			this.vendor.faults().dropAll();
			// Who came before the relay has noticed would have been there.
			all.next((message) -> {
				allSaw.add(message);
				return message.isStatus("stale");
			});
			try (StreamClient during = connect("BTCUSDT@trade", "all")) {
				assertThat(during.next("status").text("state")).isEqualTo("stale");
				sawTheOutage(all, allSaw);
				sawTheOutage(conflating, conflatingSaw);
				seesNoGap(during);
			}
			try (StreamClient late = connect("BTCUSDT@trade", "all");
					StreamClient lateConflating = connect("BTCUSDT@trade", "conflate")) {
				seesNoGap(late);
				seesNoGap(lateConflating);
			}
		}
	}

	@Test
	void isToldToASleepingClientBeforeTheNewestUpdate() {
		String symbol = "ASLEEP" + this.wire.name().charAt(0) + "USDT";
		this.vendor.faults().muteSymbol(symbol);
		try (StreamClient fast = connect(symbol + "@depth", "all");
				SocketClient slow = this.wire.connectWithSmallWindow(this.port,
						"streams=" + symbol + "@depth&mode=conflate")) {
			slow.next("status");
			slow.stopReading();
			for (int i = 1; i <= FLOOD; i++) {
				push(symbol, i);
				assertThat(fast.nextLive().number("seq")).isEqualTo(i);
			}
			this.vendor.faults().dropAll();
			fast.next((message) -> message.text("cause").equals("reconnecting"));
			push(symbol, FLOOD + 1);
			fast.next("gap");
			fast.nextLive();
			slow.resumeReading();
			Message gap = slow.next("gap");
			assertThat(List.of(gap.number("fromSeq"), gap.number("toSeq"))).containsExactly((long) FLOOD, FLOOD + 1L);
			assertThat(slow.next(Message::isTick).number("seq")).isEqualTo(FLOOD + 1);
			assertThat(slow.isOpen()).isTrue();
		}
	}

	private static void sawTheOutage(StreamClient client, List<Message> saw) {
		client.next((message) -> {
			saw.add(message);
			return message.type().equals("gap");
		});
		Message before = saw.stream().filter(Message::isTick).reduce((_, later) -> later).orElseThrow();
		List<Message> after = saw.subList(saw.indexOf(before) + 1, saw.size());
		assertThat(after).first().matches((message) -> message.isStatus("stale"));
		assertThat(after.get(after.size() - 2)).matches((message) -> message.isStatus("live"));
		Message tick = client.next();
		assertThat(tick.number("seq")).isEqualTo(before.number("seq") + 1);
		Message gap = after.getLast();
		assertThat(gap.json()).isEqualTo(Message.JSON.readTree("""
				{"type":"gap","stream":"crypto:BTCUSDT@trade","fromSeq":%d,"toSeq":%d,"cause":"upstream_reconnect"}
				""".formatted(before.number("seq"), tick.number("seq"))));
		assertThat(gap.id()).isNull();
	}

	private static void seesNoGap(StreamClient client) {
		for (int ticks = 0; ticks < 10;) {
			Message message = client.next();
			assertThat(message.type()).isNotEqualTo("gap");
			ticks += message.isTick() ? 1 : 0;
		}
	}

	private void push(String symbol, int number) {
		await().atMost(StreamClient.PATIENCE)
			.pollInterval(Duration.ofMillis(20))
			.until(() -> this.vendor.observations().subscriptions("crypto"),
					(topics) -> topics.contains(symbol + "@depth"));
		this.vendor.faults().sendText(Pushes.largeDepth(symbol, number));
	}

	private StreamClient connect(String streams, String mode) {
		return this.wire.connect(this.port, "streams=" + streams + "&mode=" + mode);
	}

}
