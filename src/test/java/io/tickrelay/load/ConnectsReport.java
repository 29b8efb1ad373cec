package io.tickrelay.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import io.tickrelay.load.client.Arrival;
import io.tickrelay.load.client.LoadTransport;
import org.jspecify.annotations.Nullable;

/**
 * The report's part on clients that connected at once: to a relay that had just started,
 * to the warm one, and to nginx.
 */
final class ConnectsReport {

	private final List<Measured> measured;

	ConnectsReport(List<Measured> measured) {
		this.measured = measured;
	}

	List<String> lines() {
		List<String> lines = new ArrayList<>(coldStarts());
		lines.addAll(connects());
		return lines;
	}

	private List<String> coldStarts() {
		List<String> lines = new ArrayList<>();
		for (Measured it : this.measured) {
			ColdResult cold = it.cold();
			if (cold != null) {
				if (lines.isEmpty()) {
					lines.add("| cold start | ready after | clients, all greeted | as many again"
							+ " | ticks of the first | p50 ms | p90 ms | p99 ms |");
					lines.add("|---|---:|---:|---:|---:|---:|---:|---:|");
				}
				lines.add(String.format(Locale.ROOT,
						"| %s | %.1f s | %,d in %.2f s | %.2f s | %.0f s | %.1f | %.1f | %.1f |", cold.transport(),
						cold.ready().toMillis() / 1e3, cold.arrivals().getFirst().clients(),
						cold.arrivals().getFirst().seconds(), cold.arrivals().getLast().seconds(),
						cold.window().toMillis() / 1e3, cold.millis(50), cold.millis(90), cold.millis(99)));
			}
		}
		if (!lines.isEmpty()) {
			lines.add("");
		}
		return lines;
	}

	private List<String> connects() {
		if (this.measured.stream().allMatch((it) -> it.nchan() == null)) {
			return List.of();
		}
		List<String> lines = new ArrayList<>();
		lines.add("| connects | clients | all there after, s | server CPU ms/client | slowest health check |");
		lines.add("|---|---:|---:|---:|---:|");
		this.measured.forEach((it) -> lines.addAll(connects(it)));
		lines.add("");
		lines.add(String.format(Locale.ROOT,
				"Clients come at up to %,d a second. One of the relay's is there when it is greeted, one of nginx's when"
						+ " it is accepted. A warm relay's CPU is without what the window before used.",
				Storm.PACE));
		this.measured.stream()
			.map(Measured::nchan)
			.filter((nchan) -> nchan != null && !nchan.absence().isEmpty())
			.map((nchan) -> nchan.absence())
			.distinct()
			.forEach((absence) -> lines.add("Nothing is compared, because " + absence + "."));
		lines.add("");
		return lines;
	}

	private static List<String> connects(Measured it) {
		List<String> lines = new ArrayList<>();
		LoadTransport transport = it.load().transport();
		if (it.cold() != null) {
			it.cold()
				.arrivals()
				.forEach((arrival) -> lines.add(row(transport + ", relay just started", List.of(arrival), null)));
		}
		StormResult storm = it.load().storm();
		if (storm != null) {
			lines.add(row(transport + ", relay warm", storm.arrivals(), storm.checks()));
		}
		if (it.nchan() != null) {
			it.nchan()
				.arrivals()
				.forEach((arrival) -> lines.add(row(transport + ", nginx with nchan", List.of(arrival), null)));
		}
		return lines;
	}

	private static String row(String name, List<Arrival> arrivals, @Nullable HealthChecks checks) {
		return String.format(Locale.ROOT, "| %s | %,d | %s | %s | %s |", name, arrivals.getFirst().clients(),
				arrivals.stream()
					.map((arrival) -> String.format(Locale.ROOT, "%.2f", arrival.seconds()))
					.collect(Collectors.joining(", ")),
				arrivals.stream()
					.map((arrival) -> String.format(Locale.ROOT, "%.3f", arrival.cpuMillisPerClient()))
					.collect(Collectors.joining(", ")),
				(checks != null)
						? String.format(Locale.ROOT, "%d ms of %d", checks.slowest().toMillis(), checks.count()) : "");
	}

}
