package io.tickrelay.upstream.wire;

import java.util.List;

import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.Tick;
import io.tickrelay.upstream.wire.ServerFrame.Kind;
import io.tickrelay.upstream.wire.ServerFrame.Undecodable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ServerFrameDecoderTests extends ServerFrameFixture {

	private static final long TIME_MS = 1_786_775_227_483L;

	@Test
	void readsATradeWithoutEnvelope() {
		assertThat(tick("{\"s\":\"BTCUSDT\",\"t\":1786775227483,\"p\":\"2.50\",\"v\":\"3\",\"vw\":\"7.50\",\"td\":2}"))
			.isEqualTo(new Tick.Trade(topic("BTCUSDT", Channel.TRADE), TIME_MS, "2.50", "3", "7.50", Tick.Side.SELL,
					null));
	}

	@Test
	void readsABookWithoutEnvelope() {
		assertThat(tick("{\"s\":\"BTCUSDT\",\"t\":1786775227483,\"a\":[[\"2\"],[\"3\"]],\"b\":[[\"1\"],[\"4\"]]}"))
			.isEqualTo(new Tick.Depth(topic("BTCUSDT", Channel.DEPTH), TIME_MS, List.of(new Tick.Level("1", "4")),
					List.of(new Tick.Level("2", "3"))));
	}

	@Test
	void takesTheDearerSideForTheAsks() {
		Tick.Depth depth = (Tick.Depth) tick(
				"{\"code\":10005,\"data\":{\"a\":[[\"101\",\"102\"],[\"1\",\"2\"]],\"b\":[[\"100\"],[\"3\"]],\"s\":\"X\",\"t\":1786775227483}}");

		assertThat(depth.asks()).extracting(Tick.Level::price).containsExactly("101", "102");
		assertThat(depth.bids()).extracting(Tick.Level::price).containsExactly("100");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"s\":\"BTCUSDT\",\"respList\":[%s]}", "{\"respList\":[%s],\"s\":\"BTCUSDT\"}",
			"{\"code\":10008,\"data\":{\"s\":\"BTCUSDT\",\"respList\":[%s]}}" })
	void readsBarsInTheShapeOfRest(String shape) {
		this.onlyIntervals.put("BTCUSDT", Interval.ONE_HOUR);
		String bar = "{\"t\":\"1700000000\",\"h\":\"4\",\"o\":\"2\",\"l\":\"1\",\"c\":\"3\",\"v\":\"5\",\"vw\":\"6\",\"pc\":\"0.50%\",\"pca\":\"1.0\"}";

		assertThat(tick(shape.replace("%s", bar)))
			.isEqualTo(new Tick.Kline(topic("BTCUSDT", Channel.kline(Interval.ONE_HOUR)), 1_700_000_000_000L, "2", "4",
					"1", "3", "5", "6", "1.0", "0.50"));
	}

	@Test
	void readsEveryBarOfAList() {
		this.onlyIntervals.put("X", Interval.ONE_MINUTE);

		ServerFrame frame = decode("{\"s\":\"X\",\"respList\":[" + bar("1786775220") + "," + bar("1786775280") + "]}");

		assertThat(frame).isInstanceOfSatisfying(ServerFrame.Push.class,
				(push) -> assertThat(push.ticks()).extracting((tick) -> ((Tick.Kline) tick).startMs())
					.containsExactly(1_786_775_220_000L, 1_786_775_280_000L));
	}

	@Test
	void doesNotGuessAnIntervalWithoutExactlyOneSubscription() {
		assertThat(decode("{\"s\":\"X\",\"respList\":[" + bar("1786775220") + "]}"))
			.satisfies(refused(Kind.AMBIGUOUS_INTERVAL));
		assertThat(decode("{\"code\":10008,\"data\":" + bar("1786775220").replace("{", "{\"s\":\"X\",") + "}"))
			.satisfies(refused(Kind.AMBIGUOUS_INTERVAL));
	}

	@Test
	void keepsTheDigitsOfJsonNumbers() {
		Tick.Trade trade = (Tick.Trade) tick(
				"{\"code\":10002,\"data\":{\"p\":63039.10,\"s\":\"X\",\"t\":\"1786775227483\",\"td\":\"1\",\"v\":0.000000000000000000010,\"vw\":1e-7}}");

		assertThat(trade.price()).isEqualTo("63039.10");
		assertThat(trade.size()).isEqualTo("0.000000000000000000010");
		assertThat(trade.turnover()).isEqualTo("1e-7");
		assertThat(trade.side()).isEqualTo(Tick.Side.BUY);
		assertThat(trade.timeMs()).isEqualTo(TIME_MS);
	}

	@Test
	void knowsNoSideOfAnUnknownDirection() {
		assertThat(((Tick.Trade) trade("\"p\":\"1\",\"td\":0")).side()).isNull();
		assertThat(((Tick.Trade) trade("\"p\":\"1\",\"td\":7")).side()).isNull();
		assertThat(((Tick.Trade) trade("\"p\":\"1\"")).side()).isNull();
	}

	@Test
	void passesATradeTypeOnUnchanged() {
		assertThat(((Tick.Trade) trade("\"p\":\"1\",\"ty\":\" @TI\"")).tradeType()).isEqualTo(" @TI");
		assertThat(((Tick.Trade) trade("\"p\":\"1\",\"ty\":7")).tradeType()).isEqualTo("7");
	}

	@ParameterizedTest
	@CsvSource({ "1786775227,1786775227000", "1786775227483,1786775227483", "1786775227483123,1786775227483",
			"1786775227483123456,1786775227483", "1786775227.483,1786775227483", "1786775227483.9,1786775227483",
			"1.786775227483E12,1786775227483", "1.786775227E9,1786775227000", "946684800,946684800000",
			"946684800000,946684800000", "946684800000000,946684800000", "946684800000000000,946684800000",
			"1786861629,1786861629000", "1786861629000,1786861629000", "001786775227,1786775227000" })
	void readsATimeInWhateverUnitAndFormItWasSent(String time, long ms) {
		for (String sent : time.startsWith("0") ? List.of("'" + time + "'") : List.of(time, "'" + time + "'")) {
			assertThat(tick(quoted("{'code':10002,'data':{'p':'1','s':'X','t':%s}}".formatted(sent))))
				.isInstanceOfSatisfying(Tick.Trade.class, (trade) -> assertThat(trade.timeMs()).isEqualTo(ms));
			assertThat(tick(quoted("{'a':[],'s':'X','t':%s}".formatted(sent)))).isInstanceOfSatisfying(Tick.Depth.class,
					(depth) -> assertThat(depth.timeMs()).isEqualTo(ms));
			assertThat(tick(quoted(
					"{'code':10008,'data':{'s':'X','ty':1,'t':%s,'o':'1','h':'1','l':'1','c':'1'}}".formatted(sent))))
				.isInstanceOfSatisfying(Tick.Kline.class, (bar) -> assertThat(bar.startMs()).isEqualTo(ms));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "'a':[]", "'a':[[]]", "'a':[[],[]]", "'a':[ [ ], [ ] ]", "'a':[[],[],[]]", "'a':null",
			"'a':[null]", "'a':[null,null]", "'a':[[],null]", "'x':1" })
	void readsABookThatHasLostASide(String asks) {
		Tick.Level bid = new Tick.Level("1", "2");
		Tick.Depth lost = new Tick.Depth(topic("X", Channel.DEPTH), TIME_MS, List.of(bid), List.of());
		Tick.Depth other = new Tick.Depth(topic("X", Channel.DEPTH), TIME_MS, List.of(), List.of(bid));
		String rest = ",'b':[['1'],['2']],'s':'X','t':1786775227483";

		assertThat(tick(quoted("{'code':10005,'data':{" + asks + rest + "}}"))).isEqualTo(lost);
		assertThat(tick(quoted("{" + asks + rest + "}"))).isEqualTo(lost);
		assertThat(tick(quoted("{'code':10005,'data':{"
				+ (asks + rest).replaceAll("'a':", "'c':").replace("'b':", "'a':").replace("'c':", "'b':") + "}}")))
			.isEqualTo(other);
	}

	@Test
	void readsABookThatHasLostBothSidesWhereAnyIsNamed() {
		for (String book : List.of("'a':[],'b':[]", "'a':null,'b':null", "'b':[[],[]]")) {
			assertThat(tick(quoted("{'code':10005,'data':{" + book + ",'s':'X','t':1786775227483}}")))
				.isEqualTo(new Tick.Depth(topic("X", Channel.DEPTH), TIME_MS, List.of(), List.of()));
		}
		assertThat(decode(quoted("{'code':10005,'data':{'s':'X','t':1786775227483}}")))
			.isEqualTo(new Undecodable(Kind.BAD_FIELD, "X", Channel.DEPTH));
	}

	@Test
	void takesABareTradeForOneWhateverIsSaidOfABook() {
		for (String book : List.of("'a':null", "'a':'2','b':'1'", "'a':[]")) {
			assertThat(tick(quoted("{'s':'X','t':1786775227483,'p':'3'," + book + "}"))).isInstanceOf(Tick.Trade.class);
		}
	}

	@Test
	void readsComplaintsAsJson() {
		assertThat(decode("{\"traceId\":\"T\",\"code\":507,\"msg\":\"Param lost\uff1adata\"}"))
			.isEqualTo(new ServerFrame.Complaint(507, "T"));
		assertThat(decode("{\"code\":513}")).isEqualTo(new ServerFrame.Complaint(513, null));
	}

	@Test
	void readsComplaintsBehindAPrefix() {
		assertThat(decode("Subscribe fail: {\"traceId\":\"T\",\"code\":505,\"msg\":\"Single WS subscribe exceeds\"}"))
			.isEqualTo(new ServerFrame.Complaint(505, "T"));
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "Subscribe fail: no reason", "Subscribe fail: {no json}", "Subscribe fail: a {b} c: {\"x\"" })
	void readsComplaintsInProse(String words) {
		assertThat(decode(words)).isEqualTo(new ServerFrame.Complaint(0, null));
	}

	@Test
	void readsTheComplaintThatAFrameWasNoJson() {
		assertThat(decode("Param not json: {\"code\":10000")).isEqualTo(new ServerFrame.Complaint(515, null));
	}

	@Test
	void readsTheGreetingInPlainText() {
		assertThat(decode("You have permission to subscribe to all market data")).isEqualTo(new ServerFrame.Notice());
	}

	@Test
	void readsTheHeartbeatAckThatProductionDoesNotSend() {
		assertThat(decode("{\"code\":10011,\"trace\":\"T\"}")).isEqualTo(new ServerFrame.HeartbeatAck());
	}

}
