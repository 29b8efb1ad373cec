package io.tickrelay.downstream.ws;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import io.tickrelay.demand.Demand;
import io.tickrelay.downstream.contract.DisconnectReason;
import io.tickrelay.downstream.contract.DownstreamCounters;
import io.tickrelay.simulator.Simulator;
import io.tickrelay.testing.client.BareWebSocket;
import io.tickrelay.testing.Pushes;
import io.tickrelay.testing.RelayTest;
import io.tickrelay.testing.client.StreamClient;
import io.tickrelay.testing.client.WebSocketClient;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Topic;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What becomes of a client that says too much, and of one that reads too little.
 */
@RelayTest
class WebSocketFramesTest {

	@LocalServerPort
	private int port;

	@Autowired
	private Simulator vendor;

	@Autowired
	private Demand demand;

	@Autowired
	private DownstreamCounters counters;

	@Test
	void tellsAClientOfBinaryFramesWhatItTakes() {
		try (BareWebSocket client = BareWebSocket.connect(this.port, "")) {
			client.frame(true, BareWebSocket.BINARY, bytes("{\"op\":\"list\"}"));
			assertThat(client.awaitEnd()).isEqualTo(new StreamClient.End(4500, "bad_frame: text frames only"));
		}
	}

	@Test
	void takesAHandshakeAndFramesThatComeByteByByte() {
		try (BareWebSocket client = BareWebSocket.connectByteByByte(this.port, "")) {
			client.next("hello");
			client.sendByteByByte(
					BareWebSocket.bytesOf(true, BareWebSocket.TEXT, bytes("{\"op\":\"list\",\"id\":\"slowly\"}")));
			assertThat(client.next("ack").text("id")).isEqualTo("slowly");
		}
	}

	@Test
	void stopsReadingCommandsWhileAnswersWaitAndLosesNone() {
		String names = "\"NO\",".repeat(60).substring(0, 60 * 5 - 1);
		try (BareWebSocket client = BareWebSocket.connectWithSmallWindow(this.port, "")) {
			client.next("hello");
			client.stopReading();
			Thread.ofVirtual().start(() -> {
				for (int i = 0; i < 800; i++) {
					client.text("{\"op\":\"subscribe\",\"id\":" + i + ",\"streams\":[" + names + "]}");
				}
			});
			awaitStandstill();
			client.resumeReading();
			for (int i = 0; i < 800; i++) {
				assertThat(client.next("ack").number("id")).isEqualTo(i);
			}
		}
	}

	@Test
	void releasesStreamsBeforeAnUnreadingClientHearsItsEnd() {
		String symbol = mutedSymbol("STUCK");
		long before = ended(DisconnectReason.SLOW_CONSUMER);
		try (WebSocketClient fast = WebSocketClient.connect(this.port, "streams=" + symbol + "@depth");
				BareWebSocket stuck = BareWebSocket.connectWithSmallWindow(this.port, "streams=" + symbol + "@depth")) {
			stuck.next("status");
			stuck.stopReading();
			await().atMost(StreamClient.PATIENCE)
				.until(() -> this.vendor.observations().subscriptions("crypto"),
						(all) -> all.contains(symbol + "@depth"));
			for (int i = 1; i <= 90 && holders(symbol, Channel.DEPTH) == 2; i++) {
				this.vendor.faults().sendText(Pushes.largeDepth(symbol, i));
				fast.nextLive();
			}
			await().atMost(StreamClient.PATIENCE).until(() -> holders(symbol, Channel.DEPTH) == 1);
			assertThat(ended(DisconnectReason.SLOW_CONSUMER)).isEqualTo(before);
			stuck.resumeReading();
			assertThat(stuck.awaitEnd()).isEqualTo(new StreamClient.End(4008, "slow_consumer"));
			stuck.leave();
			await().atMost(StreamClient.PATIENCE).until(() -> ended(DisconnectReason.SLOW_CONSUMER) == before + 1);
		}
	}

	@Test
	void keepsTheOrderOfAThousandSubscriptionsInOneBreath() {
		try (BareWebSocket client = BareWebSocket.connect(this.port, "")) {
			for (int i = 0; i < 1000; i++) {
				client.text("{\"op\":\"subscribe\",\"id\":" + i + ",\"streams\":[\"BTCUSDT@trade\"]}");
			}
			for (int i = 0; i < 1000; i++) {
				assertThat(client.next("ack").number("id")).isEqualTo(i);
			}
		}
	}

	/** Waits until the relay refuses nothing more. */
	private void awaitStandstill() {
		LongAdder refused = new LongAdder();
		await().atMost(StreamClient.PATIENCE).pollInterval(300, TimeUnit.MILLISECONDS).until(() -> {
			long then = refused.sumThenReset();
			this.counters.eachError((code, total) -> refused.add(total.sum()));
			return then == refused.sum();
		});
	}

	private long ended(DisconnectReason wanted) {
		LongAdder sum = new LongAdder();
		this.counters.eachEnded((reason, total) -> sum.add((reason == wanted) ? total.sum() : 0));
		return sum.sum();
	}

	private int holders(String symbol, Channel channel) {
		return this.demand.holders(new Topic(Business.CRYPTO, symbol, channel));
	}

	private String mutedSymbol(String name) {
		String symbol = name + "USDT";
		this.vendor.faults().muteSymbol(symbol);
		return symbol;
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
