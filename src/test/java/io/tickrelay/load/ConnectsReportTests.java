package io.tickrelay.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.tickrelay.load.client.Arrival;
import io.tickrelay.load.client.LoadTransport;
import io.tickrelay.load.client.Tally;
import io.tickrelay.load.machine.ProcessMeter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class ConnectsReportTests {

	private static final Tally.Numbers FINE = new Tally.Numbers(0, 0, 0, 0, 0, 0);

	private static final NchanResult ABSENT = new NchanResult(List.of(), "nginx with nchan is not installed");

	@Test
	void aWarmConnectCostsWhatTheRelayDoesNotUseAnyway() {
		Arrival arrival = new Arrival(2_000, Duration.ofSeconds(2), Duration.ofMillis(1_500));
		assertThat(arrival.without(0.25).cpuMillisPerClient()).isEqualTo(0.5);
		assertThat(arrival.without(0.9).cpuMillisPerClient()).isZero();
	}

	@Test
	void theSlowestHealthCheckOfAllStormsIsTold() {
		HealthChecks checks = new HealthChecks(3, Duration.ofMillis(70), Map.of("failed", 1L))
			.and(new HealthChecks(4, Duration.ofMillis(20), Map.of("failed", 2L)));
		assertThat(checks).isEqualTo(new HealthChecks(7, Duration.ofMillis(70), Map.of("failed", 3L)));
	}

	@Test
	void showsEachArrivalInARow() {
		StormResult storm = StormResult.none()
			.with(arrival(2_000, 800, 600), new HealthChecks(8, Duration.ofMillis(41), Map.of()))
			.with(arrival(2_000, 700, 500), new HealthChecks(7, Duration.ofMillis(12), Map.of()));
		NchanResult nchan = new NchanResult(List.of(arrival(1_000, 100, 60), arrival(2_000, 210, 120)), "");
		assertThat(new ConnectsReport(List.of(measured(storm, cold(0, FINE), nchan))).lines()).contains(
				"| SSE | 5.2 s | 1,000 in 2.50 s | 0.90 s | 60 s | 5.0 | 5.0 | 5.0 |",
				"| SSE, relay just started | 1,000 | 2.50 | 2.400 |  |",
				"| SSE, relay just started | 1,000 | 0.90 | 0.800 |  |",
				"| SSE, relay warm | 2,000 | 0.80, 0.70 | 0.300, 0.250 | 41 ms of 15 |",
				"| SSE, nginx with nchan | 1,000 | 0.10 | 0.060 |  |",
				"| SSE, nginx with nchan | 2,000 | 0.21 | 0.060 |  |");
	}

	@Test
	void saysWhyNothingIsCompared() {
		Measured measured = measured(StormResult.none().with(arrival(50, 10, 10), HealthChecks.NONE), null, ABSENT);
		assertThat(new ConnectsReport(List.of(measured, measured)).lines())
			.containsOnlyOnce("Nothing is compared, because nginx with nchan is not installed.");
		assertThat(new ConnectsReport(List.of(measured(null, null, null))).lines()).isEmpty();
	}

	@Test
	void thePlotHasALinePerTransportAndADashedColdStart() {
		Measured sse = measured(null, cold(0, FINE), ABSENT);
		LoadResult it = sse.load();
		Measured ws = new Measured(new LoadResult(LoadTransport.WS, it.settings(), it.usage(), null, it.latencies(),
				it.ticks(), 0, FINE, Map.of(), null), null, null);
		assertThat(new LatencyPlot(it.settings(), List.of(sse, ws)).svg())
			.contains(">SSE: p50 ", ">SSE cold: p50 5.0, ", ">WS: p50 ")
			.containsPattern("(?s)<polyline .*<polyline .*stroke-dasharray=.*<polyline ");
	}

	@Test
	void whatClientsOfAColdRelayLostIsAFailure() {
		ColdResult cold = cold(2, new Tally.Numbers(1, 3, 0, 0, 0, 0));
		assertThat(measured(null, cold, ABSENT).failures()).containsExactly(
				"SSE, cold: 1 times a number was skipped (3 missing).",
				"SSE, cold: 2 clients had not had a tick of each stream.");
	}

	@Test
	void findsNchanWhereNginxHasItsModules(@TempDir Path modules) throws IOException {
		Path module = Files.createFile(modules.resolve("ngx_nchan_module.so"));
		assertThat(Nchan.module("configure arguments: --prefix=/none --modules-path=" + modules + " --with-debug"))
			.contains(module);
		assertThat(Nchan.module("configure arguments: --prefix=/none --modules-path=/none/modules --with-debug"))
			.isEmpty();
		assertThat(Nchan.module("")).isEmpty();
	}

	private static Measured measured(@Nullable StormResult storm, @Nullable ColdResult cold,
			@Nullable NchanResult nchan) {
		ProcessMeter.Usage usage = new ProcessMeter.Usage(Duration.ofSeconds(2), Duration.ZERO, Duration.ZERO, null);
		return new Measured(new LoadResult(LoadTransport.SSE, LoadSettings.of(LoadSettingsTests.SMALL), usage, null,
				Tally.latencies(), List.of(100L), 0, FINE, Map.of(), storm), cold, nchan);
	}

	private static ColdResult cold(long without, Tally.Numbers numbers) {
		ColdResult cold = new ColdResult(LoadTransport.SSE, false, Duration.ofMillis(5_200),
				List.of(arrival(1_000, 2_500, 2_400), arrival(1_000, 900, 800)), Duration.ofSeconds(60),
				Tally.latencies(), without, numbers, Map.of());
		cold.latencies().recordValue(5_000);
		return cold;
	}

	private static Arrival arrival(int clients, int tookMs, int cpuMs) {
		return new Arrival(clients, Duration.ofMillis(tookMs), Duration.ofMillis(cpuMs));
	}

}
