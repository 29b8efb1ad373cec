package io.tickrelay.downstream;

import java.time.Duration;
import java.util.Locale;

import io.tickrelay.demand.Demand;
import io.tickrelay.simulator.Faults;
import io.tickrelay.simulator.Observations;
import io.tickrelay.simulator.Simulator;
import io.tickrelay.testing.Http;
import io.tickrelay.testing.Message;
import io.tickrelay.testing.Pushes;
import io.tickrelay.testing.RelayTest;
import io.tickrelay.testing.SocketClient;
import io.tickrelay.testing.StreamClient;
import io.tickrelay.testing.Wire;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Topic;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

/**
 * What a client gets of a stream, whatever its transport.
 */
@RelayTest
abstract class StreamContract {

	// More than the buffers of two sockets and the relay's queue hold together.
	private static final int FLOOD = 90;

	private static final Duration SOON = Duration.ofSeconds(2);

	private final Wire wire;

	@LocalServerPort
	private int port;

	@Autowired
	private Simulator vendor;

	@Autowired
	private Demand demand;

	StreamContract(Wire wire) {
		this.wire = wire;
	}

	@Test
	void greetsFirstAndAnswersSecond() {
		try (StreamClient client = connect("BTCUSDT@trade", "all")) {
			Message hello = client.next();
			assertThat(hello.type()).isEqualTo("hello");
			assertThat(hello.fields()).containsExactlyInAnyOrder("type", "connection", "protocol", "keepAliveMs",
					"simulated", "limits");
			assertThat(hello.text("connection")).matches("c-[0-9]+");
			assertThat(hello.number("protocol")).isEqualTo(1);
			assertThat(hello.number("keepAliveMs")).isPositive();
			assertThat(hello.json().path("simulated").booleanValue()).isFalse();
			assertThat(hello.json().path("limits").path("streams").intValue()).isEqualTo(1000);
			assertThat(client.next().type()).isEqualTo(this.wire.answer());
		}
	}

	@Test
	void givesEveryConnectionANameOfItsOwn() {
		try (StreamClient one = connect("BTCUSDT@trade", "all"); StreamClient other = connect("BTCUSDT@trade", "all")) {
			assertThat(one.next("hello").text("connection")).isNotEqualTo(other.next("hello").text("connection"));
		}
	}

	@Test
	void namesWhatItAcceptsCanonicallyAndWhyItRejectsTheRest() {
		try (StreamClient client = connect(
				"BTCUSDT@trade,AAPL.US@depth,XAUUSD@kline_1m,crypto:BTCUSDT@trade,WHAT@trade,BTCUSDT@kline_3m,"
						+ "mars:BTCUSDT@trade,BTCUSDT,btcusdt@TRADE",
				"all")) {
			Message answer = client.next(this.wire.answer());
			assertThat(answer.texts("accepted")).containsExactly("crypto:BTCUSDT@trade", "stock:AAPL.US@depth",
					"common:XAUUSD@kline_1m");
			assertThat(answer.json().path("rejected").valueStream())
				.extracting((item) -> item.path("stream").stringValue(), (item) -> item.path("code").stringValue(),
						(item) -> item.path("num").intValue(), (item) -> item.path("temporary").booleanValue())
				.containsExactly(tuple("WHAT@trade", "ambiguous_symbol", 422, false),
						tuple("BTCUSDT@kline_3m", "unknown_channel", 400, false),
						tuple("mars:BTCUSDT@trade", "unknown_business", 422, false),
						tuple("BTCUSDT", "bad_request", 400, false),
						tuple("btcusdt@TRADE", "unknown_channel", 400, false));
			assertThat(answer.json().path("rejected").valueStream())
				.allSatisfy((item) -> assertThat(item.path("message").stringValue()).isNotBlank());
		}
	}

	@Test
	void tellsALateCorrectionAndStaysAtTheCurrentBar() {
		String symbol = silentSymbol("BAR");
		try (StreamClient first = connect(symbol + "@kline_1m", "all")) {
			first.next(this.wire.answer());
			awaitUpstream(symbol + "@kline_1m");
			String[][] pushed = { { "1786775220", "100" }, { "1786775280", "101" }, { "1786775220", "100.5" } };
			for (String[] bar : pushed) {
				push(symbol + "@kline_1m", Pushes.kline(symbol,
						"'c':'" + bar[1] + "','h':'200','l':'1','o':'2','t':'" + bar[0] + "','ty':1"));
			}
			for (String[] bar : pushed) {
				assertThat(first.nextLive().text("close")).isEqualTo(bar[1]);
			}
			try (StreamClient latecomer = connect(symbol + "@kline_1m", "conflate")) {
				Message snapshot = latecomer.next(Message::isTick);
				assertThat(snapshot.isSnapshot()).isTrue();
				assertThat(snapshot.text("close")).isEqualTo("101");
				assertThat(snapshot.number("seq")).isEqualTo(3);
			}
			JsonNode value = Http.json(Http.get(this.port, "/v1/snapshot?streams=" + symbol + "@kline_1m"))
				.path("snapshots")
				.path(0);
			assertThat(value.path("close").stringValue()).isEqualTo("101");
			assertThat(value.path("start").longValue()).isEqualTo(1_786_775_280_000L);
		}
	}

	@Test
	void givesALatecomerTheLastValueAndThenEveryUpdate() {
		try (StreamClient first = connect("BTCUSDT@trade", "all")) {
			first.nextLive();
			try (StreamClient latecomer = connect("BTCUSDT@trade", "all")) {
				Message snapshot = latecomer.next(Message::isTick);
				assertThat(snapshot.isSnapshot()).isTrue();
				assertThat(snapshot.number("ageMs")).isBetween(0L, 10_000L);
				Message before = snapshot;
				for (int i = 0; i < 20; i++) {
					Message update = latecomer.next();
					assertThat(update.type()).isEqualTo("trade");
					assertThat(update.fields()).doesNotContain("snapshot", "ageMs");
					assertThat(update.number("seq")).isEqualTo(before.number("seq") + 1);
					assertThat(update.number("rts")).isGreaterThan(before.number("rts"));
					before = update;
				}
			}
		}
	}

	@Test
	void leavesTheLastValueOutWhereItIsNotWanted() {
		try (StreamClient first = connect("BTCUSDT@trade", "all")) {
			first.nextLive();
			try (StreamClient latecomer = this.wire.connect(this.port,
					"streams=BTCUSDT@trade&mode=conflate&snapshot=false")) {
				assertThat(latecomer.next(Message::isTick).isSnapshot()).isFalse();
			}
		}
	}

	@Test
	void givesReceiveTimesThatRiseOverAllStreams() {
		try (StreamClient client = connect("BTCUSDT@trade,BTCUSDT@depth,BTCUSDT@kline_1m,ETHUSDT@trade", "all")) {
			long before = 0;
			for (int i = 0; i < 60; i++) {
				long received = client.nextLive().number("rts");
				assertThat(received).isGreaterThan(before);
				before = received;
			}
			// In microseconds.
			assertThat(before / 1_000_000).isCloseTo(System.currentTimeMillis() / 1000, Offset.offset(10L));
		}
	}

	@Test
	void tellsThatAStreamIsPendingAndWhenItTurnsLive() {
		String symbol = silentSymbol("PENDING");
		try (StreamClient client = connect(symbol + "@trade", "all")) {
			Message pending = client.next("status");
			assertThat(pending.fields()).containsExactlyInAnyOrder("type", "stream", "state", "cause", "since",
					"lastTickAgeMs");
			assertThat(pending.text("state")).isEqualTo("pending");
			assertThat(pending.text("cause")).isEqualTo("awaiting_first_tick");
			assertThat(pending.stream()).isEqualTo("crypto:" + symbol + "@trade");
			assertThat(pending.json().path("lastTickAgeMs").isNull()).isTrue();
			push(symbol + "@trade", Pushes.tradeAt(symbol, "1.10"));
			Message live = client.next();
			assertThat(live.isStatus("live")).isTrue();
			assertThat(live.fields()).doesNotContain("cause");
			assertThat(live.number("since")).isGreaterThanOrEqualTo(pending.number("since"));
			Message tick = client.next();
			assertThat(tick.text("price")).isEqualTo("1.10");
			assertThat(tick.number("seq")).isEqualTo(1);
		}
	}

	@Test
	void tellsOfAnOutageWithinTwoSecondsAndNeverClosesForIt() {
		try (StreamClient client = connect("BTCUSDT@trade", "all")) {
			client.nextLive();
			this.vendor.faults().on("crypto").dropAll();
			Message stale = client.next((message) -> message.isStatus("stale"), SOON);
			assertThat(stale.text("cause")).isEqualTo("upstream_down");
			assertThat(stale.number("lastTickAgeMs")).isBetween(0L, 2000L);
			try (StreamClient newcomer = connect("BTCUSDT@trade", "all")) {
				assertThat(newcomer.next(Message::isTick).isSnapshot()).isTrue();
				assertThat(newcomer.next("status").text("state")).isIn("stale", "live");
			}
			client.next((message) -> message.isStatus("live"));
			assertThat(client.nextLive().type()).isEqualTo("trade");
			assertThat(client.isOpen()).isTrue();
		}
	}

	@Test
	void subscribesOnceUpstreamForManyClients() {
		String symbol = silentSymbol("SHARED");
		try (StreamClient one = connect(symbol + "@trade", "all");
				StreamClient other = this.wire.connect(this.port, "streams=" + symbol + "@trade&mode=conflate")) {
			push(symbol + "@trade", Pushes.tradeAt(symbol, "2"));
			one.nextLive();
			other.nextLive();
			assertThat(this.vendor.observations().received()).extracting(Observations.Received::text)
				.filteredOn((frame) -> frame.contains(symbol))
				.singleElement()
				.asString()
				.contains("10000");
		}
	}

	@Test
	void handsTradesOnDigitForDigit() {
		String symbol = silentSymbol("DIGITS");
		try (StreamClient client = connect(symbol + "@trade", "all")) {
			client.next("status");
			push(symbol + "@trade", Pushes.trade(symbol,
					"'p':'63039.10','t':1786775227483,'td':1,'v':'0.07933000','vw':'5000.88387','ty':'FI'"));
			Message full = client.nextLive();
			assertThat(full.json()).isEqualTo(json("""
					{'type':'trade','stream':'crypto:%s@trade','symbol':'%s','seq':1,'ts':1786775227483,'rts':%d,
					'price':'63039.10','size':'0.07933000','turnover':'5000.88387','side':'buy','tradeType':'FI'}
					""".formatted(symbol, symbol, full.number("rts"))));
			push(symbol + "@trade", Pushes.trade(symbol, "'p':'0.00000001230','t':1786775227484,'td':2"));
			Message scarce = client.nextLive();
			assertThat(scarce.json()).isEqualTo(json("""
					{'type':'trade','stream':'crypto:%s@trade','symbol':'%s','seq':2,'ts':1786775227484,'rts':%d,
					'price':'0.00000001230','side':'sell'}
					""".formatted(symbol, symbol, scarce.number("rts"))));
			push(symbol + "@trade", Pushes.trade(symbol, "'p':'7','t':1786775227485,'td':0,'v':'0'"));
			Message sideless = client.nextLive();
			assertThat(sideless.json()).isEqualTo(json("""
					{'type':'trade','stream':'crypto:%s@trade','symbol':'%s','seq':3,'ts':1786775227485,'rts':%d,
					'price':'7','size':'0'}
					""".formatted(symbol, symbol, sideless.number("rts"))));
		}
	}

	@Test
	void handsBooksOnLevelByLevel() {
		String symbol = silentSymbol("LEVELS");
		try (StreamClient client = connect(symbol + "@depth", "all")) {
			client.next("status");
			push(symbol + "@depth", Pushes.depth(symbol,
					"'a':[['1.10','1.2','1.30'],['5','6.0','7']],'b':[['1.00'],['0.10']]," + "'t':1786775227483"));
			Message book = client.nextLive();
			assertThat(book.json()).isEqualTo(json("""
					{'type':'depth','stream':'crypto:%s@depth','symbol':'%s','seq':1,'ts':1786775227483,'rts':%d,
					'bids':[['1.00','0.10']],'asks':[['1.10','5'],['1.2','6.0'],['1.30','7']]}
					""".formatted(symbol, symbol, book.number("rts"))));
		}
	}

	@Test
	void handsBarsOnWithPlainPercents() {
		String symbol = silentSymbol("BARS");
		try (StreamClient client = connect(symbol + "@kline_1m", "all")) {
			client.next("status");
			push(symbol + "@kline_1m",
					Pushes.kline(symbol, "'c':'63039.00','h':'63050','l':'63000.1','o':'63048','pca':'-9.00000',"
							+ "'pfr':'-0.01%','t':'1786775220','ty':1,'v':'12.50','vw':'787987.5'"));
			Message bar = client.nextLive();
			assertThat(bar.json()).isEqualTo(json("""
					{'type':'kline','stream':'crypto:%s@kline_1m','symbol':'%s','seq':1,'ts':%d,'rts':%d,
					'interval':'1m','start':1786775220000,'open':'63048','high':'63050','low':'63000.1',
					'close':'63039.00','volume':'12.50','turnover':'787987.5','change':'-9.00000',
					'changePercent':'-0.01'}
					""".formatted(symbol, symbol, bar.number("rts") / 1000, bar.number("rts"))));
			push(symbol + "@kline_1m", Pushes.kline(symbol, "'c':'3','h':'4','l':'1','o':'2','t':'1786775280','ty':1"));
			Message scarce = client.nextLive();
			assertThat(scarce.json()).isEqualTo(json("""
					{'type':'kline','stream':'crypto:%s@kline_1m','symbol':'%s','seq':2,'ts':%d,'rts':%d,
					'interval':'1m','start':1786775280000,'open':'2','high':'4','low':'1','close':'3'}
					""".formatted(symbol, symbol, scarce.number("rts") / 1000, scarce.number("rts"))));
		}
	}

	@Test
	void endsASlowReaderOfEverythingAndLosesNothingForAFastOne() {
		String symbol = silentSymbol("FLOOD");
		try (StreamClient fast = connect(symbol + "@depth", "all");
				SocketClient slow = this.wire.connectWithSmallWindow(this.port,
						"streams=" + symbol + "@depth&mode=all");
				SocketClient stuck = this.wire.connectWithSmallWindow(this.port,
						"streams=" + symbol + "@depth&mode=all")) {
			slow.next("status");
			stuck.next("status");
			slow.stopReading();
			stuck.stopReading();
			Topic topic = new Topic(Business.CRYPTO, symbol, Channel.DEPTH);
			awaitUpstream(symbol + "@depth");
			int pushed = 0;
			while (pushed < FLOOD && this.demand.holders(topic) == 3) {
				pushBook(symbol, ++pushed, fast);
			}
			// At once: the end is not kept for it for long.
			slow.resumeReading();
			StreamClient.End end = slow.awaitEnd();
			if (this.wire == Wire.WEBSOCKET) {
				assertThat(end).isEqualTo(new StreamClient.End(4008, "slow_consumer"));
			}
			long before = 0;
			while (slow.peek() != null) {
				Message got = slow.next();
				if (got.isTick()) {
					assertThat(got.number("seq")).isEqualTo(before + 1);
					before = got.number("seq");
				}
			}
			assertThat(before).isPositive().isLessThan(pushed);
			// The one that never reads again is let go of as well.
			await().atMost(StreamClient.PATIENCE).until(() -> this.demand.holders(topic), (holders) -> holders == 1);
			assertThat(fast.isOpen()).isTrue();
		}
	}

	@Test
	void keepsASlowReaderThatConflatesAndGivesItTheNewestOfEachStream() {
		String symbol = silentSymbol("MERGED");
		try (StreamClient fast = connect(symbol + "@depth", "all");
				SocketClient slow = this.wire.connectWithSmallWindow(this.port,
						"streams=" + symbol + "@depth," + symbol + "@trade&mode=conflate")) {
			slow.next("status");
			awaitUpstream(symbol + "@trade");
			slow.stopReading();
			flood(symbol, fast);
			for (int i = 1; i <= 100; i++) {
				push(symbol + "@trade", Pushes.tradeAt(symbol, String.valueOf(i)));
			}
			slow.resumeReading();
			assertThat(slow
				.next((message) -> message.isTick() && message.stream().endsWith("@depth")
						&& message.number("seq") == FLOOD)
				.fields()).doesNotContain("snapshot");
			assertThat(slow
				.next((message) -> message.isTick() && message.stream().endsWith("@trade")
						&& message.number("seq") == 100)
				.text("price")).isEqualTo("100");
			assertThat(slow.isOpen()).isTrue();
		}
	}

	/** Pushes big books, each when the fast reader has got the one before. */
	private void flood(String symbol, StreamClient fast) {
		awaitUpstream(symbol + "@depth");
		for (int i = 1; i <= FLOOD; i++) {
			pushBook(symbol, i, fast);
		}
	}

	private void pushBook(String symbol, int seq, StreamClient fast) {
		this.vendor.faults().sendText(Pushes.largeDepth(symbol, seq));
		Message book = fast.nextLive();
		assertThat(book.number("seq")).isEqualTo(seq);
		assertThat(book.json().path("asks")).hasSize(500);
	}

	private StreamClient connect(String streams, String mode) {
		return this.wire.connect(this.port, "streams=" + streams + "&mode=" + mode);
	}

	/** A symbol that is this test's own and of which the market says nothing. */
	private String silentSymbol(String name) {
		String symbol = name + this.wire.name().toUpperCase(Locale.ROOT).charAt(0) + "USDT";
		Faults faults = this.vendor.faults();
		faults.muteSymbol(symbol);
		return symbol;
	}

	private void push(String topic, String frame) {
		awaitUpstream(topic);
		this.vendor.faults().on("crypto").sendText(frame);
	}

	private void awaitUpstream(String topic) {
		await().atMost(StreamClient.PATIENCE)
			.pollInterval(Duration.ofMillis(20))
			.until(() -> this.vendor.observations().subscriptions("crypto"), (all) -> all.contains(topic));
	}

	private static JsonNode json(String text) {
		return Message.JSON.readTree(text.replace('\'', '"'));
	}

}
