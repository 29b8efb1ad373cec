package io.tickrelay.upstream.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.Tick;
import io.tickrelay.upstream.wire.ServerFrame.Kind;
import io.tickrelay.upstream.wire.ServerFrame.Undecodable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Frames that a decoder refuses, in part or whole, and survives.
 */
class BrokenFrameTests extends ServerFrameFixture {

	private static final int MEBIBYTE = 1024 * 1024;

	@ParameterizedTest
	@ValueSource(strings = { "0", "13", "-1", "\"x\"", "4294967297", "1.5", "99999999999999999999" })
	void refusesAnIntervalThatTheVendorDoesNotHave(String type) {
		this.onlyIntervals.put("X", Interval.ONE_MINUTE);

		assertThat(decode("{\"code\":10008,\"data\":"
				+ bar("1786775220").replace("{", "{\"s\":\"X\",\"ty\":" + type + ",") + "}"))
			.satisfies(refused(Kind.BAD_FIELD));
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

	@ParameterizedTest
	@ValueSource(strings = { "{\"code\":9}", "{\"code\":10003,\"trace\":\"T\"}", "{\"code\":\"abc\"}",
			"{\"code\":\"\u0665\u0660\u0660\"}", "{\"code\":-50}", "{\"code\":5e2}", "{\"code\":99999999999999}" })
	void countsAnUndocumentedCode(String frame) {
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

}
