package io.tickrelay.upstream.wire;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;

import io.tickrelay.tick.Interval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ClientFrameEncoderTests {

	private static final Codes TWO = new Codes(List.of("BTCUSDT", "ETHUSDT"));

	private final ClientFrameEncoder encoder = new ClientFrameEncoder();

	@Test
	void subscribesTrades() {
		assertThat(this.encoder.encode(new ClientFrame.SubscribeTrades("T", TWO, false)))
			.isEqualTo("{\"code\":10000,\"trace\":\"T\",\"data\":{\"codes\":\"BTCUSDT,ETHUSDT\"}}");
	}

	@Test
	void subscribesTradesWithTheirTypes() {
		assertThat(this.encoder.encode(new ClientFrame.SubscribeTrades("T", TWO, true)))
			.isEqualTo("{\"code\":10000,\"trace\":\"T\",\"data\":{\"codes\":\"BTCUSDT,ETHUSDT\",\"includeTy\":true}}");
	}

	@Test
	void subscribesDepth() {
		assertThat(this.encoder.encode(new ClientFrame.SubscribeDepth("T", TWO)))
			.isEqualTo("{\"code\":10003,\"trace\":\"T\",\"data\":{\"codes\":\"BTCUSDT,ETHUSDT\"}}");
	}

	@Test
	void subscribesKlinesOfSeveralIntervalsInOneFrame() {
		SequencedMap<Interval, Codes> codes = new LinkedHashMap<>();
		codes.put(Interval.ONE_MINUTE, TWO);
		codes.put(Interval.ONE_DAY, new Codes(List.of("BTCUSDT")));

		assertThat(this.encoder.encode(new ClientFrame.SubscribeKlines("T", codes)))
			.isEqualTo("{\"code\":10006,\"trace\":\"T\",\"data\":{\"arr\":[{\"type\":1,\"codes\":\"BTCUSDT,ETHUSDT\"},"
					+ "{\"type\":8,\"codes\":\"BTCUSDT\"}]}}");
	}

	@Test
	void cancelsTrades() {
		assertThat(this.encoder.encode(new ClientFrame.UnsubscribeTrades("T", TWO)))
			.isEqualTo("{\"code\":11000,\"trace\":\"T\",\"data\":{\"codes\":\"BTCUSDT,ETHUSDT\"}}");
	}

	@Test
	void cancelsDepth() {
		assertThat(this.encoder.encode(new ClientFrame.UnsubscribeDepth("T", TWO)))
			.isEqualTo("{\"code\":11001,\"trace\":\"T\",\"data\":{\"codes\":\"BTCUSDT,ETHUSDT\"}}");
	}

	@Test
	void cancelsKlinesOfNamedIntervalsAlone() {
		LinkedHashSet<Interval> intervals = new LinkedHashSet<>(List.of(Interval.ONE_MINUTE, Interval.ONE_YEAR));

		assertThat(this.encoder.encode(new ClientFrame.UnsubscribeKlines("T", TWO, intervals))).isEqualTo(
				"{\"code\":11002,\"trace\":\"T\",\"data\":{\"codes\":\"BTCUSDT,ETHUSDT\",\"klineTypes\":\"1,12\"}}");
	}

	@Test
	void beats() {
		assertThat(this.encoder.encode(new ClientFrame.Heartbeat("T"))).isEqualTo("{\"code\":10010,\"trace\":\"T\"}");
	}

	@ParameterizedTest
	@EnumSource(Interval.class)
	void numbersIntervalsFromOneMinuteToOneYear(Interval interval) {
		// The vendor's list: 1m 5m 15m 30m 1h 2h 4h 1d 1w 1M 1Q 1Y.
		List<String> texts = List.of("1m", "5m", "15m", "30m", "1h", "2h", "4h", "1d", "1w", "1M", "1Q", "1Y");

		assertThat(KlineTypes.number(interval)).isEqualTo(texts.indexOf(interval.text()) + 1);
		assertThat(KlineTypes.interval(KlineTypes.number(interval))).isEqualTo(interval);
	}

	@Test
	void cannotNameNoSymbol() {
		assertThatIllegalArgumentException().isThrownBy(() -> new Codes(List.of()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", ",", "A,B", "A\"", "A\\", "A\n", "A B" })
	void cannotNameWhatIsNoSymbol(String symbol) {
		assertThatIllegalArgumentException().isThrownBy(() -> new Codes(List.of("BTCUSDT", symbol)));
	}

	@Test
	void cannotNameNoInterval() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ClientFrame.SubscribeKlines("T", new LinkedHashMap<>()));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ClientFrame.UnsubscribeKlines("T", TWO, new LinkedHashSet<>()));
	}

	@Test
	void keepsAFrameFromBeingEmptiedAfterItWasBuilt() {
		LinkedHashSet<Interval> intervals = new LinkedHashSet<>(List.of(Interval.ONE_MINUTE));
		ClientFrame frame = new ClientFrame.UnsubscribeKlines("T", TWO, intervals);
		SequencedMap<Interval, Codes> codes = new LinkedHashMap<>();
		codes.put(Interval.ONE_MINUTE, TWO);
		ClientFrame asking = new ClientFrame.SubscribeKlines("T", codes);

		intervals.clear();
		codes.clear();

		assertThat(this.encoder.encode(frame)).contains("\"klineTypes\":\"1\"");
		assertThat(this.encoder.encode(asking)).contains("\"type\":1");
	}

}
