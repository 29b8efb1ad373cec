package io.tickrelay.upstream.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Topic;
import io.tickrelay.upstream.wire.ServerFrame.Kind;
import io.tickrelay.upstream.wire.ServerFrame.Undecodable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ServerFrameDecoderTests {

	private static final int MEBIBYTE = 1024 * 1024;

	private static final long TIME_MS = 1_786_775_227_483L;

	private static final long NOW_MS = 1_786_775_229_000L;

	private final Map<String, Interval> onlyIntervals = new HashMap<>();

	private final ServerFrameDecoder decoder = new ServerFrameDecoder(Business.CRYPTO, this.onlyIntervals::get,
			() -> NOW_MS);

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
	void doesNotGuessAnIntervalThatNobodyOrSeveralSubscribed() {
		assertThat(decode("{\"s\":\"X\",\"respList\":[" + bar("1786775220") + "]}"))
			.satisfies(refused(Kind.AMBIGUOUS_INTERVAL));
		assertThat(decode("{\"code\":10008,\"data\":" + bar("1786775220").replace("{", "{\"s\":\"X\",") + "}"))
			.satisfies(refused(Kind.AMBIGUOUS_INTERVAL));
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "13", "-1", "\"x\"", "4294967297", "1.5", "99999999999999999999" })
	void refusesAnIntervalThatTheVendorDoesNotHave(String type) {
		this.onlyIntervals.put("X", Interval.ONE_MINUTE);

		assertThat(decode("{\"code\":10008,\"data\":"
				+ bar("1786775220").replace("{", "{\"s\":\"X\",\"ty\":" + type + ",") + "}"))
			.satisfies(refused(Kind.BAD_FIELD));
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

	@Test
	void doesNotFanOutATradeTypeThatIsNone() {
		assertThat(((Tick.Trade) trade("\"p\":\"1\",\"ty\":\"" + "x".repeat(100_000) + "\"")).tradeType()).isNull();
	}

	@Test
	void letsNoFieldOfThePushChangeWhatTheFrameIs() {
		assertThat(tick(
				"{\"code\":10002,\"data\":{\"p\":\"1\",\"s\":\"X\",\"t\":1786775227483,\"code\":\"200\",\"trace\":\"T\"}}"))
			.isInstanceOf(Tick.Trade.class);
		assertThat(decode("{\"code\":10001,\"trace\":\"T\",\"data\":{\"trace\":\"U\"}}"))
			.isEqualTo(new ServerFrame.Ack("T"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"\"", "\"NaN\"", "\"Infinity\"", "\"1,000\"", "\" 1\"", "\"1 \"", "\"\uff11\"",
			"\"0x10\"", "\"+1\"", "\"1.\"", "\".5\"", "\"--1\"", "\"1e\"", "\"1e+\"", "\"-\"", "\"1\\n\"", "null",
			"true", "{}", "[]", "[1]", "\"1\\\",\\\"p\\\":\\\"2\"", "\"1\\n\\ndata: 2\"", "\"1\\u0000\"",
			"\"11111111111111111111111111111111111111111111111111111111111111111\"" })
	void refusesAPriceThatIsNoDecimal(String price) {
		assertThat(decode("{\"code\":10002,\"data\":{\"s\":\"X\",\"t\":1786775227483,\"p\":" + price + "}}"))
			.satisfies(refused(Kind.BAD_FIELD));
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"\"", "\"A B\"", "\"A\\\"\"", "\"A\\n\"", "\"A,B\"", "\"A@trade\"", "\"a:b\"", "\"<b>\"",
			"null", "[]", "{}", "\"\u202e\"", "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"" })
	void refusesASymbolThatIsNone(String symbol) {
		assertThat(decode("{\"code\":10002,\"data\":{\"p\":\"1\",\"t\":1786775227483,\"s\":" + symbol + "}}"))
			.satisfies(refused(Kind.BAD_FIELD));
		assertThat(decode(
				"{\"code\":10005,\"data\":{\"a\":[[],[]],\"b\":[[],[]],\"t\":1786775227483,\"s\":" + symbol + "}}"))
			.satisfies(refused(Kind.BAD_FIELD));
		assertThat(decode(
				"{\"code\":10008,\"data\":" + bar("1786775220").replace("{", "{\"ty\":1,\"s\":" + symbol + ",") + "}"))
			.satisfies(refused(Kind.BAD_FIELD));
	}

	@ParameterizedTest
	@ValueSource(strings = { "null", "''", "'x'", "-1", "1.5", "1e3", "0", "1", "true", "[]", "{}", "946684799",
			"946684799999", "'946684799'", "1786861630", "1786861629001", "'1786861630'", "17867752274", "178677522748",
			"1786775227483000000000", "-1786775227483", "1e999999999", "1e99999999999", "1e-99999999999",
			"-1e-999999999", "'1e308'", "'2026-08-15T07:00:27Z'", "' 1786775227483'", "9223372036854775807",
			"99999999999999999999999" })
	void refusesATimeThatCannotBe(String time) {
		for (String push : List.of("{'code':10002,'data':{'p':'1','s':'X','t':%s}}", "{'p':'1','s':'X','t':%s}")) {
			assertThat(decode(quoted(push.formatted(time))))
				.isEqualTo(new Undecodable(Kind.BAD_TIME, "X", Channel.TRADE));
		}
		assertThat(decode(quoted("{'code':10005,'data':{'a':[],'b':[['1'],['2']],'s':'X','t':%s}}".formatted(time))))
			.isEqualTo(new Undecodable(Kind.BAD_TIME, "X", Channel.DEPTH));
		assertThat(decode(quoted(
				"{'code':10008,'data':{'s':'X','ty':1,'t':%s,'o':'1','h':'1','l':'1','c':'1'}}".formatted(time))))
			.isEqualTo(new Undecodable(Kind.BAD_TIME, "X", Channel.kline(Interval.ONE_MINUTE)));
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
	@ValueSource(strings = { "[[\"1\"],[]]", "[[],[\"1\"]]", "[[\"1\",\"2\"],[\"3\"]]", "[[\"1\"]]",
			"[[\"1\"],[\"2\"],[\"3\"]]", "[[\"1\"],[\"x\"]]", "[[[]],[\"1\"]]", "[{},{}]", "[[{}],[{}]]", "\"x\"",
			"\"\"", "7", "true", "{}", "[[null],[null]]", "[1,2]", "[\"1\",\"2\"]", "[{\"p\":\"1\"}]" })
	void refusesABookWithACrookedSide(String side) {
		String good = "[[\"1\"],[\"2\"]]";
		for (String book : List.of("\"a\":" + side + ",\"b\":" + good, "\"a\":" + good + ",\"b\":" + side,
				"\"a\":" + side + ",\"b\":[[],[]]")) {
			assertThat(decode("{\"code\":10005,\"data\":{" + book + ",\"s\":\"X\",\"t\":1786775227483}}"))
				.isEqualTo(new Undecodable(Kind.BAD_BOOK, "X", Channel.DEPTH));
			assertThat(decode("{\"s\":\"X\",\"t\":1786775227483," + book + "}"))
				.isEqualTo(new Undecodable(Kind.BAD_BOOK, "X", Channel.DEPTH));
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
	void tellsOfWhichStreamAPushIsThatItCannotRead() {
		this.onlyIntervals.put("X", Interval.ONE_HOUR);
		assertThat(decode(quoted("{'code':10002,'data':{'s':'X','t':1786775227483,'p':null}}")))
			.isEqualTo(new Undecodable(Kind.BAD_FIELD, "X", Channel.TRADE));
		assertThat(decode(quoted("{'code':10008,'data':{'s':'X','t':'1786775220','o':'1'}}")))
			.isEqualTo(new Undecodable(Kind.BAD_FIELD, "X", Channel.kline(Interval.ONE_HOUR)));
		assertThat(decode(quoted("{'code':10008,'data':{'s':'Y','t':'1786775220','o':'1'}}")))
			.isEqualTo(new Undecodable(Kind.AMBIGUOUS_INTERVAL, "Y", null));
	}

	@Test
	void leavesAnOptionalFieldOutThatIsMalformed() {
		Tick.Trade trade = (Tick.Trade) trade("\"p\":\"1\",\"v\":\"x\\\"\",\"vw\":[1]");

		assertThat(trade.size()).isNull();
		assertThat(trade.turnover()).isNull();
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

	@ParameterizedTest
	@ValueSource(strings = { "{\"code\":9}", "{\"code\":10003,\"trace\":\"T\"}", "{\"code\":\"abc\"}",
			"{\"code\":\"\u0665\u0660\u0660\"}", "{\"code\":-50}", "{\"code\":5e2}", "{\"code\":99999999999999}" })
	void countsACodeThatNobodyDocumented(String frame) {
		assertThat(decode(frame)).satisfies(refused(Kind.UNKNOWN_CODE));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "\n\t", "[]", "[{\"code\":200}]", "{", "{\"code\"", "{\"code\":200",
			"{\"code\":200,}", "{code:200}", "{'code':200}", "\u0000", "12", "-1", "\"text\"", "\ufffd" })
	void countsWhatIsNeitherAnObjectNorWords(String frame) {
		assertThat(decode(frame)).satisfies(refused(Kind.MALFORMED));
	}

	@Test
	void countsInvalidUtf8() {
		assertThat(decode(new byte[] { (byte) 0xff, (byte) 0xfe })).satisfies(refused(Kind.MALFORMED));
		assertThat(decode(new byte[] { '{', '"', (byte) 0xc3, '"', ':', '1', '}' })).satisfies(refused(Kind.MALFORMED));
		assertThat(decode(new byte[] { 'h', 'i', (byte) 0x80 })).satisfies(refused(Kind.MALFORMED));
	}

	@Test
	void countsAnEmptyObject() {
		assertThat(decode("{}")).satisfies(refused(Kind.BAD_FIELD));
		assertThat(decode("{\"code\":10001}")).satisfies(refused(Kind.BAD_FIELD));
		assertThat(decode("{\"code\":10002,\"data\":[1,{\"p\":1}]}")).satisfies(refused(Kind.BAD_FIELD));
	}

	@ParameterizedTest
	@ValueSource(ints = { 1_000, 20_000 })
	void survivesDeepNesting(int depth) {
		for (String opening : List.of("{\"data\":", "{\"respList\":[", "{\"a\":[[", "{\"x\":[", "{\"b\":[[{\"y\":")) {
			assertThat(decode(opening.repeat(depth))).isInstanceOf(Undecodable.class);
			assertThat(decode("{\"code\":10002,\"data\":" + opening.repeat(depth))).satisfies(refused(Kind.MALFORMED));
		}
		assertThat(decode("{\"code\":10005,\"data\":{\"a\":" + "[".repeat(depth) + "]".repeat(depth) + "}}"))
			.satisfies(refused(Kind.MALFORMED));
		assertThat(decode("{\"data\":".repeat(depth) + "1" + "}".repeat(depth))).satisfies(refused(Kind.MALFORMED));
	}

	@Test
	void survivesAMebibyteOfAnything() {
		for (String stuff : List.of("{", "[", "\"", "x", "1", "\\", "{\"a\":1,", "\u6bd4", " ", "\u0000")) {
			String much = stuff.repeat(MEBIBYTE / stuff.getBytes(StandardCharsets.UTF_8).length);
			assertThat(decode(much)).isNotNull();
			assertThat(decode("{\"code\":10002,\"data\":{\"s\":\"" + much)).isInstanceOf(Undecodable.class);
			assertThat(decode("{\"" + much)).isInstanceOf(Undecodable.class);
			assertThat(decode("{\"p\":" + much + "}")).isInstanceOf(Undecodable.class);
		}
	}

	@ParameterizedTest
	@MethodSource("frames")
	void survivesEveryFrameCutOffAnywhere(CapturedFrame frame) {
		byte[] bytes = frame.raw().getBytes(StandardCharsets.UTF_8);
		for (int length = 0; length < bytes.length; length++) {
			assertThat(this.decoder.decode(bytes, length)).satisfies(refused(Kind.MALFORMED));
			assertThat(decode(Arrays.copyOf(bytes, length))).satisfies(refused(Kind.MALFORMED));
		}
	}

	@ParameterizedTest
	@MethodSource("frames")
	void survivesFramesWithFlippedBytes(CapturedFrame frame) {
		Random random = new Random(frame.raw().hashCode());
		byte[] bytes = frame.raw().getBytes(StandardCharsets.UTF_8);
		for (int i = 0; i < 2_000; i++) {
			byte[] broken = bytes.clone();
			for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
				broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
			}
			assertThat(decode(broken)).isNotNull();
		}
	}

	@Test
	void ignoresWhatStandsBehindTheFrameInItsBuffer() {
		byte[] bytes = "{\"code\":200}garbage of the frame before".getBytes(StandardCharsets.UTF_8);

		assertThat(this.decoder.decode(bytes, 12)).isEqualTo(new ServerFrame.Welcome());
	}

	@Test
	void outlivesMoreSymbolsThanItRemembers() {
		for (int i = 0; i < 20_000; i++) {
			assertThat(tick("{\"code\":10002,\"data\":{\"p\":\"1\",\"s\":\"S" + i + "\",\"t\":1786775227483}}").topic()
				.symbol()).isEqualTo("S" + i);
		}
	}

	static Stream<CapturedFrame> frames() throws IOException {
		return CapturedFrame.own().filter((frame) -> frame.direction().equals("recv"));
	}

	private ServerFrame decode(String text) {
		return decode(text.getBytes(StandardCharsets.UTF_8));
	}

	private ServerFrame decode(byte[] bytes) {
		return this.decoder.decode(bytes, bytes.length);
	}

	private Tick tick(String text) {
		if (decode(text) instanceof ServerFrame.Push(List<Tick> ticks) && ticks.size() == 1) {
			return ticks.getFirst();
		}
		throw new AssertionError("Not one tick: " + decode(text).getClass());
	}

	private Tick trade(String fields) {
		return tick("{\"code\":10002,\"data\":{\"s\":\"X\",\"t\":1786775227483," + fields + "}}");
	}

	private static String quoted(String text) {
		return text.replace('\'', '"');
	}

	private static Consumer<ServerFrame> refused(Kind kind) {
		return (frame) -> assertThat(frame).isInstanceOfSatisfying(Undecodable.class,
				(unread) -> assertThat(unread.kind()).isEqualTo(kind));
	}

	private static String bar(String seconds) {
		return "{\"t\":\"" + seconds + "\",\"o\":\"1\",\"h\":\"1\",\"l\":\"1\",\"c\":\"1\"}";
	}

	private static Topic topic(String symbol, Channel channel) {
		return new Topic(Business.CRYPTO, symbol, channel);
	}

}
