package io.tickrelay.downstream.streams;

import io.tickrelay.testing.client.Http;
import io.tickrelay.testing.client.Message;
import io.tickrelay.testing.Pushes;
import io.tickrelay.testing.client.StreamClient;
import io.tickrelay.testing.client.Wire;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The values and times that a client gets, whatever its transport.
 */
class StreamDataTest extends StreamFixture {

	StreamDataTest(Wire wire) {
		super(wire);
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

}
