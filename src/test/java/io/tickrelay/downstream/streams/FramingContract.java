package io.tickrelay.downstream.streams;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import io.tickrelay.demand.Demand;
import io.tickrelay.downstream.contract.DisconnectReason;
import io.tickrelay.downstream.contract.DownstreamCounters;
import io.tickrelay.simulator.Simulator;
import io.tickrelay.testing.client.BareWebSocket;
import io.tickrelay.testing.Logs;
import io.tickrelay.testing.RelayTest;
import io.tickrelay.testing.client.StreamClient;
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
 * What a client may do to its frames, whatever it says in them, and how it ends if it
 * does more.
 *
 * @param <C> a client of the protocol
 */
@RelayTest
abstract class FramingContract<C extends BareWebSocket> {

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

	/** Connects and waits for the greeting. */
	abstract C connect(int toPort);

	/** Subscribes to the trades of a symbol and waits for the answer. */
	abstract void subscribe(C client, String symbol);

	/** A message with an id that is answered at once. */
	abstract String question(String id);

	/** The id of the next answer. */
	abstract String nextAnswer(C client);

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
			"81 ff 0000000000010001 00000000 | a length too many" })
	void saysWhyItClosesForAFrameThatIsNone(String frame, String what) {
		long before = ended(DisconnectReason.BAD_FRAME);
		try (C client = connect(this.port)) {
			subscribe(client, "BTCUSDT");
			client.send(HexFormat.of().parseHex(frame.replace(" ", "")));
			StreamClient.End end = client.awaitEnd();
			assertThat(end.code()).as(what).isEqualTo(4500);
			assertThat(end.reason()).startsWith("bad_frame: ").hasSizeLessThanOrEqualTo(123);
		}
		await().atMost(StreamClient.PATIENCE).until(() -> ended(DisconnectReason.BAD_FRAME) == before + 1);
	}

	@Test
	void takesAMessageOfTheGreatestLengthAndNotAByteMore() {
		try (C client = connect(this.port)) {
			client.text(padded("1", LARGEST));
			assertThat(nextAnswer(client)).isEqualTo("1");
			client.text(padded("2", LARGEST + 1));
			assertThat(client.awaitEnd().code()).isEqualTo(4500);
		}
	}

	@Test
	void addsTheLengthsOfPartsUp() {
		try (C client = connect(this.port)) {
			sendInParts(client, bytes(padded("1", LARGEST)), 20_000);
			assertThat(nextAnswer(client)).isEqualTo("1");
			sendInParts(client, bytes(padded("2", LARGEST + 1)), 20_000);
			assertThat(client.awaitEnd())
				.isEqualTo(new StreamClient.End(4500, "bad_frame: a message has at most 65536 bytes"));
		}
	}

	@Test
	void takesThousandsOfTinyPartsWithPingsBetween() throws InterruptedException {
		try (C client = connect(this.port)) {
			byte[] text = bytes(padded("5", 4000));
			for (int i = 0; i < text.length; i++) {
				client.frame(i == text.length - 1, (i == 0) ? BareWebSocket.TEXT : BareWebSocket.CONTINUATION,
						new byte[] { text[i] });
				if (i % 1000 == 0) {
					client.frame(true, BareWebSocket.PING, bytes("p" + i));
					assertThat(client.pongs().poll(5, TimeUnit.SECONDS)).isEqualTo("p" + i);
				}
			}
			assertThat(nextAnswer(client)).isEqualTo("5");
		}
	}

	@Test
	void readsACharacterThatIsSplitOverTwoParts() {
		try (C client = connect(this.port)) {
			byte[] text = bytes(question("\u20ac"));
			int middle = question("\u20ac").indexOf('\u20ac') + 1;
			client.frame(false, BareWebSocket.TEXT, Arrays.copyOf(text, middle));
			client.frame(true, BareWebSocket.CONTINUATION, Arrays.copyOfRange(text, middle, text.length));
			assertThat(nextAnswer(client)).isEqualTo("\u20ac");
		}
	}

	@Test
	void takesFramesThatComeByteByByte() {
		try (C client = connect(this.port)) {
			client.sendByteByByte(BareWebSocket.bytesOf(true, BareWebSocket.TEXT, bytes(question("slowly"))));
			assertThat(nextAnswer(client)).isEqualTo("slowly");
		}
	}

	@ParameterizedTest
	@CsvSource({ "03e8,1000", "03e9,1001", "10e1,4321", "'',1005", "03e8627965,1000" })
	void answersACloseWithTheSameCode(String payload, int code) {
		long before = ended(DisconnectReason.CLIENT_GONE);
		try (C client = connect(this.port)) {
			subscribe(client, "BTCUSDT");
			client.frame(true, BareWebSocket.CLOSE, HexFormat.of().parseHex(payload));
			assertThat(client.awaitEnd().code()).isEqualTo(code);
			await().atMost(StreamClient.PATIENCE).until(() -> ended(DisconnectReason.CLIENT_GONE) > before);
		}
	}

	@Test
	void closesTheSocketAsSoonAsBothHaveSaidGoodbye() {
		long before = ended(DisconnectReason.BAD_FRAME);
		try (C client = connect(this.port)) {
			client.frame(true, BareWebSocket.TEXT, new byte[] { -1 });
			assertThat(client.awaitEnd().code()).isEqualTo(4500);
			client.frame(true, BareWebSocket.CLOSE, HexFormat.of().parseHex("1194"));
			await().atMost(SOON).until(() -> ended(DisconnectReason.BAD_FRAME) == before + 1);
		}
	}

	@ParameterizedTest
	@CsvSource({ "838000000000,50,60000", "818100000000ff,50,60000", "818100000000ff,5000,0" })
	void listensOnForAWhileSoThatNoResetOvertakesItsGoodbye(String offence, int frames, int length) {
		long before = ended(DisconnectReason.BAD_FRAME);
		try (C client = connect(this.port)) {
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
	void endsAClientThatFallsSilentInsideAFrame(String beginning) {
		String symbol = "HALF" + beginning.length() + "USDT";
		this.vendor.faults().muteSymbol(symbol);
		Topic trades = new Topic(Business.CRYPTO, symbol, Channel.TRADE);
		C silent = connect(this.port);
		C gone = connect(this.port);
		subscribe(silent, symbol);
		subscribe(gone, symbol);
		assertThat(this.demand.holders(trades)).isEqualTo(2);
		try (Logs logs = Logs.listen()) {
			silent.send(HexFormat.of().parseHex(beginning));
			silent.closeHalf();
			gone.send(HexFormat.of().parseHex(beginning));
			gone.reset();
			await().atMost(StreamClient.PATIENCE).until(() -> this.demand.holders(trades) == 0);
			assertThat(logs.complaints()).isEmpty();
		}
		silent.leave();
	}

	private long ended(DisconnectReason wanted) {
		LongAdder sum = new LongAdder();
		this.counters.eachEnded((reason, total) -> sum.add((reason == wanted) ? total.sum() : 0));
		return sum.sum();
	}

	private String padded(String id, int length) {
		String question = question(id);
		return question + " ".repeat(length - question.length());
	}

	private static void sendInParts(BareWebSocket client, byte[] message, int length) {
		for (int from = 0; from < message.length; from += length) {
			int to = Math.min(message.length, from + length);
			client.frame(to == message.length, (from == 0) ? BareWebSocket.TEXT : BareWebSocket.CONTINUATION,
					Arrays.copyOfRange(message, from, to));
		}
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
