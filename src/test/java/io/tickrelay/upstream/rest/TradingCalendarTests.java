package io.tickrelay.upstream.rest;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Topic;
import io.tickrelay.upstream.wire.RestRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When the calendar is fetched, and what is known without it.
 */
class TradingCalendarTests {

	/** A Wednesday, noon in New York, one in the morning in China. */
	private static final Instant NOON = Instant.parse("2026-11-25T17:00:00Z");

	private static final String MARKETS = """
			{"ret":200,"data":[{"market":"US","trade_schedules":[{"begin_time":"09:30:00","end_time":"16:00:00"}]},
			{"market":"HK","trade_schedules":[{"begin_time":"09:30:00","end_time":"16:00:00"}]},
			{"market":"CN","trade_schedules":[{"begin_time":"09:30:00","end_time":"15:00:00"}]}]}""";

	private static final String DAYS = """
			{"ret":200,"data":{"trade_days":["20261123","20261124","20261125","20261126","20261127","20261207"]}}""";

	private final Answers rest = new Answers();

	private Instant now = NOON;

	private Duration passed = Duration.ZERO;

	private final TradingCalendar calendar = new TradingCalendar(this.rest, () -> this.now,
			() -> this.passed.toNanos());

	@Test
	void asksNothingBeforeItIsAsked() {
		assertThat(isClosed("crypto", "BTCUSDT")).isFalse();
		assertThat(isClosed("common", "XAUUSD")).isFalse();
		assertThat(isClosed("stock", "7203.JP")).isFalse();
		assertThat(this.rest.asked).isEmpty();
	}

	@Test
	void answersAtOnceAndFetchesMeanwhile() {
		this.rest.late = true;
		assertThat(isClosed("stock", "00700.HK")).isFalse();
		assertThat(isClosed("stock", "00700.HK")).isFalse();
		assertThat(this.rest.asked).containsExactly("/common/basic/markets");
		this.rest.deliver();
		assertThat(isClosed("stock", "00700.HK")).isTrue();
		assertThat(this.rest.asked).containsExactly("/common/basic/markets",
				"/common/basic/markets/trading_days?market=US&beginDay=20261121&endDay=20261209",
				"/common/basic/markets/trading_days?market=HK&beginDay=20261121&endDay=20261209",
				"/common/basic/markets/trading_days?market=CN&beginDay=20261121&endDay=20261209");
	}

	@ParameterizedTest
	@CsvSource({ "AAPL.US, false", ".DJI.US, false", "00700.HK, true", "600519.SH, true", "000001.SZ, true",
			"7203.JP, false", "XYZ, false" })
	void knowsTheMarketByTheSymbol(String symbol, boolean closed) {
		isClosed("stock", "AAPL.US");
		assertThat(isClosed("stock", symbol)).isEqualTo(closed);
		assertThat(isClosed("crypto", symbol)).isFalse();
	}

	@Test
	void asksAgainAfterADay() {
		isClosed("stock", "AAPL.US");
		pass(Duration.ofDays(1).minusSeconds(1));
		isClosed("stock", "AAPL.US");
		assertThat(this.rest.asked).hasSize(4);
		pass(Duration.ofSeconds(1));
		isClosed("stock", "AAPL.US");
		assertThat(this.rest.asked).hasSize(8);
	}

	@ParameterizedTest
	@ValueSource(strings = { "markets", "market=HK" })
	void asksAgainLessAndLessOftenWhileItFails(String broken) {
		this.rest.broken = broken;
		List<Duration> waits = new ArrayList<>();
		Duration since = Duration.ZERO;
		isClosed("stock", "AAPL.US");
		while (waits.size() < 8) {
			int before = this.rest.asked.size();
			pass(Duration.ofMinutes(1));
			since = since.plusMinutes(1);
			isClosed("stock", "AAPL.US");
			if (this.rest.asked.size() > before) {
				waits.add(since);
				since = Duration.ZERO;
			}
		}
		assertThat(waits).extracting(Duration::toMinutes).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
		assertThat(isClosed("stock", "00700.HK")).isFalse();
	}

	@Test
	void asksAgainInItsOwnTimeWhateverTheClockIsSetTo() {
		this.rest.broken = "markets";
		isClosed("stock", "AAPL.US");
		this.now = this.now.minus(Duration.ofDays(3));
		pass(Duration.ofMinutes(1));
		isClosed("stock", "AAPL.US");
		assertThat(this.rest.asked).hasSize(2);
		this.now = this.now.plus(Duration.ofDays(30));
		isClosed("stock", "AAPL.US");
		assertThat(this.rest.asked).hasSize(2);
	}

	@Test
	void believesOldNewsForAWeek() {
		isClosed("stock", "AAPL.US");
		this.rest.broken = "markets";
		pass(Duration.ofDays(8).minusSeconds(1));
		assertThat(isClosed("stock", "00700.HK")).isTrue();
		pass(Duration.ofSeconds(1));
		assertThat(isClosed("stock", "00700.HK")).isFalse();
	}

	private void pass(Duration time) {
		this.now = this.now.plus(time);
		this.passed = this.passed.plus(time);
	}

	private boolean isClosed(String business, String symbol) {
		return this.calendar.explainSilence(new Topic(new Business(business), symbol, Channel.TRADE));
	}

	/** Answers from memory. */
	private static final class Answers implements Rest {

		private final List<String> asked = new ArrayList<>();

		private final List<Runnable> waiting = new ArrayList<>();

		private boolean late;

		private @Nullable String broken;

		@Override
		public <T> void askProxy(RestRequest request, Duration patience, Function<byte[], @Nullable T> reader,
				Consumer<RestResult<T>> answer) {
			this.asked.add(request.path());
			Runnable task = () -> answer.accept(result(request.path(), reader));
			if (this.late) {
				this.waiting.add(task);
			}
			else {
				task.run();
			}
		}

		void deliver() {
			this.late = false;
			this.waiting.forEach(Runnable::run);
		}

		private <T> RestResult<T> result(String path, Function<byte[], @Nullable T> reader) {
			String body = path.endsWith("markets") ? MARKETS : DAYS;
			T value = reader.apply(body.getBytes(StandardCharsets.UTF_8));
			boolean fails = this.broken != null && (path.endsWith(this.broken) || path.contains(this.broken + "&"));
			return (value == null || fails) ? new RestResult.Failed<>(RestOutcome.SERVER_ERROR)
					: new RestResult.Answered<>(value);
		}

	}

}
