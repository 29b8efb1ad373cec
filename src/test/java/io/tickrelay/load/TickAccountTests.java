package io.tickrelay.load;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.tickrelay.load.client.Arrival;
import io.tickrelay.load.client.LoadTransport;
import io.tickrelay.load.client.Tally;
import io.tickrelay.load.client.TickAccount;
import io.tickrelay.load.machine.ProcessMeter;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

/**
 * Plants faults of a relay, and expects them to be noticed.
 */
class TickAccountTests {

	private static final long RTS = 1_786_775_227_534_123L;

	private final Histogram latencies = Tally.latencies();

	private @Nullable StormResult storm;

	private final Tally tally = new Tally();

	private final TickAccount account = new TickAccount(this.tally, 39, 2, 40);

	@Test
	void numbersThatFollowAreFine() {
		tick(39, 7);
		assertThat(this.account.isComplete()).isFalse();
		tick(0, 1);
		assertThat(this.account.isComplete()).isTrue();
		tick(39, 8);
		tick(0, 2);
		assertThat(this.tally.numbers()).isEqualTo(new Tally.Numbers(0, 0, 0, 0, 0, 0));
		assertThat(this.tally.mishaps()).isEmpty();
	}

	@Test
	void everyKindOfWrongNumberIsCountedApart() {
		tick(39, 7);
		tick(39, 10);
		tick(39, 10);
		tick(39, 9);
		tick(39, 11);
		message("{\"type\":\"gap\",\"stream\":\"crypto:L039USDT@trade\",\"fromSeq\":8,\"toSeq\":9,\"dropped\":2}");
		assertThat(this.tally.numbers()).isEqualTo(new Tally.Numbers(1, 2, 1, 1, 1, 0));
		assertThat(result(List.of(5L)).failures()).containsExactly("WS: 1 times a number was skipped (2 missing).",
				"WS: 1 gap messages were sent.", "WS: 1 ticks came behind a later one.", "WS: 1 ticks came twice.");
	}

	@Test
	void onlyTheWindowsTicksAreMeasured() {
		tick(39, 7);
		this.account.startWindow();
		this.tally.measure(this.latencies);
		tick(39, 8);
		tick(39, 9);
		this.tally.pause();
		tick(39, 10);
		assertThat(this.account.ticks()).isEqualTo(2);
		assertThat(this.account.silentStreams()).isEqualTo(1);
		assertThat(this.latencies.getTotalCount()).isEqualTo(2);
		assertThat(this.latencies.getValueAtPercentile(50)).isEqualTo(250);
	}

	@Test
	void aStreamsFirstTickMayBeASnapshotAndIsNotMeasured() {
		this.tally.measure(this.latencies);
		tick(39, 7);
		assertThat(this.latencies.getTotalCount()).isZero();
		tick(39, 8);
		assertThat(this.latencies.getTotalCount()).isEqualTo(1);
	}

	@Test
	void aClientThatGetsLessThanTheOthersIsStarved() {
		assertThat(result(List.of(90L, 100L, 100L)).failures()).isEmpty();
		assertThat(result(List.of(89L, 100L, 100L)).failures())
			.containsExactly("WS: 1 clients starved: they got less than 90 % of the median of 100.");
	}

	@Test
	void whatIsNoTickOfTheClientsIsAMishap() {
		tick(38, 1);
		message("{\"type\":\"subscribed\",\"accepted\":[],\"rejected\":[{\"stream\":\"x\"}]}");
		message("{\"type\":\"hello\"}");
		assertThat(this.tally.mishaps()).hasSize(2);
		assertThat(result(List.of(1L)).failures()).hasSize(2);
	}

	@Test
	void whatBefellANewcomerOfAStormIsAFailure() {
		this.storm = StormResult.none()
			.with(Map.of("was disconnected", 2L))
			.with(new Arrival(10, Duration.ofSeconds(1), Duration.ZERO),
					new HealthChecks(1, Duration.ZERO, Map.of("failed", 1L)));
		assertThat(result(List.of(1L)).failures()).containsExactly("WS: 2 times a newcomer was disconnected.",
				"WS: 1 times a health check failed.");
	}

	@Test
	void aStormsCostIsTheChangeOfAPercentile() {
		this.storm = StormResult.none();
		this.storm.calm().recordValue(2000);
		this.storm.storm().recordValue(2500);
		assertThat(this.storm.change(50)).isCloseTo(25, withPercentage(1));
	}

	private LoadResult result(List<Long> ticks) {
		Map<String, String> values = new HashMap<>(LoadSettingsTests.SMALL);
		values.put("clients", Integer.toString(ticks.size()));
		ProcessMeter.Usage usage = new ProcessMeter.Usage(Duration.ofSeconds(2), Duration.ZERO, Duration.ZERO, null);
		return new LoadResult(LoadTransport.WS, LoadSettings.of(values), usage, null, this.latencies, ticks, 0,
				this.tally.numbers(), this.tally.mishaps(), this.storm);
	}

	private void tick(int stream, long seq) {
		message(("{\"type\":\"trade\",\"stream\":\"crypto:L%03dUSDT@trade\",\"symbol\":\"L%03dUSDT\",\"seq\":%d,"
				+ "\"ts\":1786775227483,\"rts\":%d,\"price\":\"1\"}")
			.formatted(stream, stream, seq, RTS));
	}

	private void message(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		this.account.onMessage(bytes, 0, bytes.length, RTS + 250);
	}

}
