package io.tickrelay.upstream.wire;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

import io.tickrelay.tick.Business;
import io.tickrelay.tick.Interval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The short way to a push leads to the same push as the JSON parser's, or nowhere. */
class PushScannerTests {

	private static final String TRADE = """
			{"code":10002,"data":{"p":"63039","s":"BTCUSDT","t":1786775227483,"td":1,"v":"0.07933","vw":"5000.88387"}}""";

	private static final String DEPTH = """
			{"code":10005,"data":{"a":[["2.1","2.2"],["5","6"]],"b":[["2.0"],["0.1"]],"s":"BTCUSDT","t":1786775227483}}""";

	private static final String ONE_SIDED = """
			{"code":10005,"data":{"a":[],"b":[["2.0"],["0.1"]],"s":"BTCUSDT","t":1786775227483}}""";

	private static final String EMPTY = """
			{"code":10005,"data":{"a":[[],[]],"b":[],"s":"BTCUSDT","t":1786775227483}}""";

	private static final String KLINE = """
			{"code":10008,"data":{"c":"1","h":"3","l":"0.5","o":"2","pca":"-9.00000","pfr":"-0.01%","s":"BTCUSDT",\
			"t":"1786775220","ty":1,"v":"4","vw":"5"}}""";

	/** What turns up in odd frames, and what their syntax is made of. */
	private static final List<String> PIECES = List.of("\"", "\\", "{", "}", "[", "]", ",", ":", "0", "1", "-", ".",
			"e", " ", "\n", "null", "true", "\u00e9", "\u82f9", "\\u0041", "\"code\":10005,", "\"trace\":\"x\",",
			"\"p\":\"7\",", "\"a\":[],", "\"data\":{\"p\":1},", "[[]]", "00", "\u007f", "\u0001");

	private final PushScanner scanner = new PushScanner();

	private final ServerFrameDecoder decoder = new ServerFrameDecoder(Business.CRYPTO, (_) -> Interval.ONE_MINUTE);

	@ParameterizedTest
	@ValueSource(strings = { TRADE, DEPTH, ONE_SIDED, EMPTY, KLINE })
	void takesTheShortWayWithWhatTheVendorSends(String push) {
		byte[] frame = push.getBytes(StandardCharsets.UTF_8);
		assertThat(this.scanner.read(frame, 0, frame.length)).isNotNull();
		same(push);
	}

	@Test
	void readsAnyFrameAsTheParserDoes() {
		Random random = new Random(5);
		for (int i = 0; i < 200_000; i++) {
			same(mutated(List.of(TRADE, DEPTH, KLINE, ONE_SIDED, EMPTY).get(i % 5), random));
		}
	}

	@Test
	void readsAFrameAmidOtherBytes() {
		byte[] frame = ("  " + TRADE + "}}").getBytes(StandardCharsets.UTF_8);
		assertThat(this.scanner.read(frame, 2, frame.length - 4)).isNotNull();
		assertThat(this.scanner.read(frame, 2, frame.length - 3)).isNull();
		assertThat(this.scanner.read(frame, 2, frame.length - 5)).isNull();
		assertThat(this.scanner.read(frame, 2, 11)).isNull();
	}

	private void same(String text) {
		byte[] frame = text.getBytes(StandardCharsets.UTF_8);
		if (frame.length > 0 && frame[0] == '{') {
			assertThat(this.decoder.decode(frame, frame.length)).as(text)
				.isEqualTo(this.decoder.parseJson(frame, 0, frame.length));
		}
	}

	private static String mutated(String push, Random random) {
		StringBuilder text = new StringBuilder(push);
		for (int change = random.nextInt(3); change >= 0; change--) {
			int at = random.nextInt(text.length());
			int to = Math.min(text.length(), at + random.nextInt(3));
			text.replace(at, to, random.nextInt(4) == 0 ? "" : PIECES.get(random.nextInt(PIECES.size())));
		}
		return text.toString();
	}

}
