package io.tickrelay.simulator;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import io.tickrelay.simulator.market.ExactSum;
import io.tickrelay.simulator.market.SimulatorSettings;
import io.tickrelay.simulator.wire.SymbolChannel;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Interval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class SimulatorMarketTests {

	// 25 s before a minute, an hour, a day, a week, a month, a quarter and a year end.
	private static final long BEFORE_NEW_YEAR_MS = 1_798_761_600_000L - 25_000;

	private final AtomicBoolean mute = new AtomicBoolean();

	private final SimulatorSettings settings = SimulatorSettings.defaults();

	@ParameterizedTest
	@CsvSource({ "crypto,BTCUSDT", "crypto,PEPEUSDT", "stock,AAPL.US", "stock,005930.KS", "common,USDJPY",
			"common,XAUUSD", "common,EURUSD", "japan,7203.JP", "elsewhere,$WHAT#EVER" })
	void aggregatesItsTradesIntoBars(String business, String symbol) {
		Replay replay = replay(business, symbol, 200_000);

		assertThat(replay.trades).isBetween(3_998, 4_001);
		assertThat(replay.comparedBars).isGreaterThanOrEqualTo(12 * 199);
		assertThat(replay.comparedBooks).isGreaterThanOrEqualTo(1_990);
	}

	@Test
	void showsAFinishedBarOnceMoreInItsFinalState() {
		List<String> frames = record("crypto", "BTCUSDT", 60_000, 1);

		List<String> minutes = frames.stream()
			.filter((frame) -> frame.contains("\"ty\":1,"))
			.map((frame) -> TestClient.JSON.readTree(frame).path("data").path("t").asString())
			.toList();

		assertThat(minutes).startsWith("1798761540").endsWith("1798761600").isSorted();
		assertThat(minutes.stream().distinct()).hasSize(2);
		assertThat(minutes).hasSize(61);
	}

	@Test
	void drawsTheSameDigitsFromTheSameSeed() {
		assertThat(record("crypto", "BTCUSDT", 20_000, 7)).isEqualTo(record("crypto", "BTCUSDT", 20_000, 7));
	}

	@Test
	void drawsOtherDigitsForAnotherSeedSymbolOrBusiness() {
		List<String> frames = record("stock", "ACME.US", 5_000, 7);

		assertThat(record("stock", "ACME.US", 5_000, 8)).isNotEqualTo(frames);
		assertThat(record("stock", "ACNE.US", 5_000, 7)).isNotEqualTo(frames);
		assertThat(record("crypto", "ACME", 5_000, 7)).isNotEqualTo(record("common", "ACME", 5_000, 7));
	}

	@Test
	void drawsTheSameTradesWhateverElseIsWatched() {
		List<String> withAll = record("crypto", "BTCUSDT", 5_000, 7).stream()
			.filter((frame) -> frame.startsWith("{\"code\":10002"))
			.toList();

		assertThat(record("crypto", "BTCUSDT", 5_000, 7, List.of(Channel.TRADE))).isEqualTo(withAll);
	}

	@ParameterizedTest
	@CsvSource({ "crypto,BTCUSDT,55000,70000,2", "stock,AAPL.US,200,260,2", "stock,ACME.US,45,440,2",
			"common,USDJPY,140,160,3", "common,XAUUSD,3700,4300,2", "common,EURUSD,1,1.2,5" })
	void tradesWhereTheSymbolsFormSays(String business, String symbol, BigDecimal lowest, BigDecimal highest,
			int mostDecimals) {
		record(business, symbol, 600_000, 1, List.of(Channel.TRADE)).forEach((frame) -> {
			BigDecimal price = new BigDecimal(TestClient.JSON.readTree(frame).path("data").path("p").asString());
			assertThat(price).isBetween(lowest, highest);
			assertThat(price.scale()).isLessThanOrEqualTo(mostDecimals);
		});
	}

	@Test
	void movesOnlyWhileWatchedAndGoesOnWhereItStood() {
		Exchange exchange = new Exchange(this.settings, (_, _) -> false);
		Recorder recorder = new Recorder("crypto");
		SymbolChannel trades = new SymbolChannel("BTCUSDT", Channel.TRADE);
		SymbolChannel bars = new SymbolChannel("BTCUSDT", Channel.kline(Interval.ONE_DAY));
		exchange.watch(recorder, trades, 0);
		exchange.pulse(1_000);
		exchange.unwatch(recorder, trades);
		exchange.pulse(60_000);
		assertThat(exchange.watchedMarkets()).isZero();
		assertThat(exchange.idleMarkets()).isEqualTo(1);

		exchange.watch(recorder, trades, 120_000);
		exchange.watch(recorder, bars, 120_000);
		for (long nowMs = 120_000; nowMs <= 123_000; nowMs += 10) {
			exchange.pulse(nowMs);
		}

		Replay replay = new Replay();
		recorder.frames.forEach((frame) -> replay.on(TestClient.JSON.readTree(frame)));
		assertThat(replay.trades).isBetween(79, 82);
		assertThat(replay.comparedBars).isEqualTo(3);
	}

	@Test
	void keepsAtMostAThousandUnwatchedMarkets() {
		Exchange exchange = new Exchange(this.settings, (_, _) -> false);
		Recorder recorder = new Recorder("crypto");
		for (int i = 0; i < 3_000; i++) {
			SymbolChannel wanted = new SymbolChannel("COIN" + i + "USDT", Channel.TRADE);
			exchange.watch(recorder, wanted, 0);
			exchange.unwatch(recorder, wanted);
		}

		assertThat(exchange.idleMarkets()).isEqualTo(1_000);
		assertThat(exchange.watchedMarkets()).isZero();
	}

	@Test
	void keepsTradingWhileMuted() {
		Exchange exchange = new Exchange(this.settings, (_, _) -> this.mute.get());
		Recorder recorder = new Recorder("crypto");
		exchange.watch(recorder, new SymbolChannel("BTCUSDT", Channel.TRADE), 0);
		this.mute.set(true);
		exchange.pulse(900);
		assertThat(recorder.frames).isEmpty();

		this.mute.set(false);
		exchange.pulse(1_000);
		assertThat(recorder.frames).hasSize(2);
	}

	@Test
	void makesUpForAtMostASecondAfterAPause() {
		Exchange exchange = new Exchange(this.settings, (_, _) -> false);
		Recorder recorder = new Recorder("crypto");
		exchange.watch(recorder, new SymbolChannel("BTCUSDT", Channel.TRADE), 0);

		exchange.pulse(3_600_000);

		assertThat(recorder.frames).hasSizeBetween(20, 21);
	}

	@Test
	void isSilentAtZeroTicksASecond() {
		Exchange exchange = new Exchange(this.settings.withTicksPerSecond(0), (_, _) -> false);
		Recorder recorder = new Recorder("crypto");
		exchange.watch(recorder, new SymbolChannel("BTCUSDT", Channel.TRADE), BEFORE_NEW_YEAR_MS);

		exchange.pulse(BEFORE_NEW_YEAR_MS + 60_000);

		assertThat(recorder.frames).isEmpty();
	}

	@Test
	void sumsBeyondALong() {
		ExactSum sum = new ExactSum();
		BigInteger expected = BigInteger.ZERO;
		for (int i = 0; i < 100; i++) {
			sum.add(Long.MAX_VALUE / 3);
			expected = expected.add(BigInteger.valueOf(Long.MAX_VALUE / 3));
		}

		assertThat(new BigDecimal(sum.text(4))).isEqualByComparingTo(new BigDecimal(expected, 4));
	}

	private Replay replay(String business, String symbol, long spanMs) {
		Replay replay = new Replay();
		record(business, symbol, spanMs, 1).forEach((frame) -> replay.on(TestClient.JSON.readTree(frame)));
		return replay;
	}

	private List<String> record(String business, String symbol, long spanMs, long seed) {
		List<Channel> channels = new ArrayList<>(List.of(Channel.TRADE, Channel.DEPTH));
		for (Interval interval : Interval.values()) {
			channels.add(Channel.kline(interval));
		}
		return record(business, symbol, spanMs, seed, channels);
	}

	private List<String> record(String business, String symbol, long spanMs, long seed, List<Channel> channels) {
		Exchange exchange = new Exchange(this.settings.withSeed(seed), (_, _) -> false);
		Recorder recorder = new Recorder(business);
		channels.forEach((channel) -> exchange.watch(recorder, new SymbolChannel(symbol, channel), BEFORE_NEW_YEAR_MS));
		for (long ms = 0; ms <= spanMs; ms += 10) {
			exchange.pulse(BEFORE_NEW_YEAR_MS + ms);
		}
		return recorder.frames;
	}

	private static final class Recorder implements Watcher {

		private final Business business;

		private final List<String> frames = new ArrayList<>();

		Recorder(String business) {
			this.business = new Business(business);
		}

		@Override
		public Business business() {
			return this.business;
		}

		@Override
		public void push(byte[] frame) {
			this.frames.add(new String(frame, StandardCharsets.UTF_8));
		}

	}

}
