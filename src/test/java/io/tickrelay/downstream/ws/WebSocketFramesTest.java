package io.tickrelay.downstream.ws;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import io.tickrelay.demand.Demand;
import io.tickrelay.downstream.DisconnectReason;
import io.tickrelay.downstream.DownstreamCounters;
import io.tickrelay.simulator.Simulator;
import io.tickrelay.testing.BareWebSocket;
import io.tickrelay.testing.Logs;
import io.tickrelay.testing.Pushes;
import io.tickrelay.testing.RelayTest;
import io.tickrelay.testing.StreamClient;
import io.tickrelay.testing.WebSocketClient;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Topic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a client may do to its frames, and how it ends if it does more.
 */
@RelayTest
class WebSocketFramesTest {

	private static final int LARGEST = 65_536;

	/** Sooner than a client that says nothing more is let go of. */
	private static final Duration SOON = Duration.ofSeconds(3);

	@LocalServerPort
	private int port;

	@Autowired
	private Simulator vendor;

	@Autowired
	private Demand demand;

	@Autowired
	private DownstreamCounters counters;

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "83 80 00000000 | an opcode that is reserved",
			"8b 80 00000000 | a control opcode that is reserved", "81 02 7b7d | no mask",
			"c1 80 00000000 | a bit of an extension", "91 80 00000000 | another bit", "81 81 00000000 ff | no UTF-8",
			"81 82 00000000 c0af | overlong UTF-8", "81 83 00000000 eda080 | half a character",
			"80 80 00000000 | a continuation of nothing", "01 80 00000000 81 80 00000000 | a message within a message",
			"09 80 00000000 | half a ping", "89 fe 0080 00000000 | a ping that is too long",
			"88 81 00000000 03 | half a close code", "88 82 00000000 03ed | a close code that is never sent",
			"88 83 00000000 03e8ff | a close without UTF-8",
			"81 fe 0001 00000000 7b | a length that is longer than it must be",
			"81 ff 8000000000000000 00000000 | a length below zero",
			"81 ff 0000000000010001 00000000 | a length too many", "82 82 00000000 7b7d | binary data" })
	void saysWhyItClosesForAFrameThatIsNone(String frame, String what) {
		long before = ended(DisconnectReason.BAD_FRAME);
		try (BareWebSocket client = BareWebSocket.connect(this.port, "streams=BTCUSDT@trade")) {
			client.nextLive();
			client.send(HexFormat.of().parseHex(frame.replace(" ", "")));
			StreamClient.End end = client.awaitEnd();
			assertThat(end.code()).as(what).isEqualTo(4500);
			assertThat(end.reason()).startsWith("bad_frame: ").hasSizeLessThanOrEqualTo(123);
		}
		await().atMost(StreamClient.PATIENCE).until(() -> ended(DisconnectReason.BAD_FRAME) == before + 1);
	}

	@Test
	void tellsAClientOfBinaryFramesWhatItTakes() {
		try (BareWebSocket client = BareWebSocket.connect(this.port, "")) {
			client.frame(true, BareWebSocket.BINARY, bytes("{\"op\":\"list\"}"));
			assertThat(client.awaitEnd()).isEqualTo(new StreamClient.End(4500, "bad_frame: text frames only"));
		}
	}

	@Test
	void takesAMessageOfTheGreatestLengthAndNotAByteMore() {
		try (BareWebSocket client = BareWebSocket.connect(this.port, "streams=BTCUSDT@trade")) {
			client.next("ack");
			client.text(list(1, LARGEST));
			assertThat(client.next("ack").number("id")).isEqualTo(1);
			client.text(list(2, LARGEST + 1));
			assertThat(client.awaitEnd().code()).isEqualTo(4500);
		}
	}

	@Test
	void addsTheLengthsOfPartsUp() {
		try (BareWebSocket client = BareWebSocket.connect(this.port, "streams=BTCUSDT@trade")) {
			client.next("ack");
			byte[] whole = bytes(list(1, LARGEST));
			sendInParts(client, whole, 20_000);
			assertThat(client.next("ack").number("id")).isEqualTo(1);
			sendInParts(client, bytes(list(2, LARGEST + 1)), 20_000);
			assertThat(client.awaitEnd())
				.isEqualTo(new StreamClient.End(4500, "bad_frame: a message has at most 65536 bytes"));
		}
	}

	@Test
	void takesThousandsOfTinyPartsWithPingsBetween() throws InterruptedException {
		try (BareWebSocket client = BareWebSocket.connect(this.port, "")) {
			byte[] text = bytes(list(5, 4000));
			for (int i = 0; i < text.length; i++) {
				client.frame(i == text.length - 1, (i == 0) ? BareWebSocket.TEXT : BareWebSocket.CONTINUATION,
						new byte[] { text[i] });
				if (i % 1000 == 0) {
					client.frame(true, BareWebSocket.PING, bytes("p" + i));
					assertThat(client.pongs().poll(5, TimeUnit.SECONDS)).isEqualTo("p" + i);
				}
			}
			assertThat(client.next("ack").number("id")).isEqualTo(5);
		}
	}

	@Test
	void readsACharacterThatIsSplitOverTwoParts() {
		try (BareWebSocket client = BareWebSocket.connect(this.port, "")) {
			byte[] text = bytes("{\"op\":\"list\",\"id\":\"\u20ac\"}");
			client.frame(false, BareWebSocket.TEXT, Arrays.copyOf(text, 20));
			client.frame(true, BareWebSocket.CONTINUATION, Arrays.copyOfRange(text, 20, text.length));
			assertThat(client.next("ack").text("id")).isEqualTo("\u20ac");
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

	@ParameterizedTest
	@CsvSource({ "03e8,1000", "03e9,1001", "10e1,4321", "'',1005", "03e8627965,1000" })
	void answersACloseWithTheSameCode(String payload, int code) {
		long before = ended(DisconnectReason.CLIENT_GONE);
		try (BareWebSocket client = BareWebSocket.connect(this.port, "streams=BTCUSDT@trade")) {
			client.nextLive();
			client.frame(true, BareWebSocket.CLOSE, HexFormat.of().parseHex(payload));
			assertThat(client.awaitEnd().code()).isEqualTo(code);
			await().atMost(StreamClient.PATIENCE).until(() -> ended(DisconnectReason.CLIENT_GONE) > before);
		}
	}

	@Test
	void closesTheSocketAsSoonAsBothHaveSaidGoodbye() {
		long before = ended(DisconnectReason.BAD_FRAME);
		try (BareWebSocket client = BareWebSocket.connect(this.port, "streams=BTCUSDT@trade")) {
			client.frame(true, BareWebSocket.BINARY, new byte[0]);
			assertThat(client.awaitEnd().code()).isEqualTo(4500);
			client.frame(true, BareWebSocket.CLOSE, HexFormat.of().parseHex("1194"));
			await().atMost(SOON).until(() -> ended(DisconnectReason.BAD_FRAME) == before + 1);
		}
	}

	@ParameterizedTest
	@CsvSource({ "838000000000,50,60000", "828000000000,50,60000", "828000000000,5000,0" })
	void listensOnForAWhileSoThatNoResetOvertakesItsGoodbye(String offence, int frames, int length) {
		long before = ended(DisconnectReason.BAD_FRAME);
		try (BareWebSocket client = BareWebSocket.connect(this.port, "streams=BTCUSDT@trade")) {
			client.send(HexFormat.of().parseHex(offence));
			assertThat(client.awaitEnd().code()).isEqualTo(4500);
			// To a socket that is closed, the second of these would fail.
			for (int i = 0; i < frames; i++) {
				client.frame(true, BareWebSocket.TEXT, new byte[length]);
			}
			assertThat(ended(DisconnectReason.BAD_FRAME)).isEqualTo(before);
			client.leave();
			await().atMost(SOON).until(() -> ended(DisconnectReason.BAD_FRAME) == before + 1);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "81", "81fe", "81fe0100000000007b" })
	void letsGoOfAClientThatFallsSilentInTheMidstOfAFrame(String beginning) {
		String symbol = mutedSymbol("HALF" + beginning.length());
		BareWebSocket silent = BareWebSocket.connect(this.port, "streams=" + symbol + "@trade");
		BareWebSocket gone = BareWebSocket.connect(this.port, "streams=" + symbol + "@trade");
		silent.next("ack");
		gone.next("ack");
		assertThat(holders(symbol, Channel.TRADE)).isEqualTo(2);
		try (Logs logs = Logs.listen()) {
			silent.send(HexFormat.of().parseHex(beginning));
			silent.closeHalf();
			gone.send(HexFormat.of().parseHex(beginning));
			gone.reset();
			await().atMost(StreamClient.PATIENCE).until(() -> holders(symbol, Channel.TRADE) == 0);
			assertThat(logs.all()).noneMatch((line) -> line.startsWith("ERROR") || line.startsWith("WARN"));
		}
		silent.leave();
	}

	@Test
	void readsNoCommandsOfAClientThatDoesNotTakeItsAnswersAndLosesNone() {
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
	void letsStreamsGoBeforeAClientThatDoesNotReadHasHeardOfItsEnd() {
		String symbol = mutedSymbol("STUCK");
		long before = ended(DisconnectReason.SLOW_CONSUMER);
		try (WebSocketClient fast = WebSocketClient.connect(this.port, "streams=" + symbol + "@depth");
				BareWebSocket stuck = BareWebSocket.connectWithSmallWindow(this.port, "streams=" + symbol + "@depth")) {
			stuck.next("status");
			stuck.stopReading();
			await().atMost(StreamClient.PATIENCE)
				.until(() -> this.vendor.observations().subscriptions("crypto"),
						(all) -> all.contains(symbol + "@depth"));
			for (int i = 1; i <= 90; i++) {
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

	private static void sendInParts(BareWebSocket client, byte[] message, int length) {
		for (int from = 0; from < message.length; from += length) {
			int to = Math.min(message.length, from + length);
			client.frame(to == message.length, (from == 0) ? BareWebSocket.TEXT : BareWebSocket.CONTINUATION,
					Arrays.copyOfRange(message, from, to));
		}
	}

	/** A command of a given length. */
	private static String list(int id, int length) {
		String command = "{\"op\":\"list\",\"id\":" + id;
		return command + " ".repeat(length - command.length() - 1) + "}";
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
