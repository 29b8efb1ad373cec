package io.tickrelay.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.tickrelay.load.client.Tally;
import io.tickrelay.load.machine.ProcessMeter;
import org.jspecify.annotations.Nullable;

/**
 * A run in Markdown: the work and the machine, the cost, and the checks.
 */
final class LoadReport {

	private static final double[] STORM_PERCENTILES = { 50, 90, 99, 99.9 };

	private final LoadBench bench;

	private final LoadSettings settings;

	private final List<Measured> measured;

	private final List<LoadResult> results;

	LoadReport(LoadBench bench, LoadSettings settings, List<Measured> measured) {
		this.bench = bench;
		this.settings = settings;
		this.measured = measured;
		this.results = measured.stream().map(Measured::load).toList();
	}

	String text() {
		List<String> lines = new ArrayList<>(head());
		lines.addAll(costs());
		lines.addAll(storms());
		lines.addAll(new ConnectsReport(this.measured).lines());
		lines.addAll(rights());
		this.results.forEach((result) -> result.remarks().forEach((remark) -> lines.add("- " + remark)));
		if (!lines.getLast().isEmpty()) {
			lines.add("");
		}
		List<String> failures = this.measured.stream().flatMap((it) -> it.failures().stream()).toList();
		lines.add(failures.isEmpty() ? "Nothing was lost, reordered or repeated, and no client starved."
				: failures.stream().map((failure) -> "- **" + failure + "**").collect(Collectors.joining("\n")));
		return String.join("\n", lines) + "\n";
	}

	private List<String> head() {
		LoadSettings it = this.settings;
		return List.of("# Load run", "", String.format(Locale.ROOT,
				"%,d clients with %d streams each%s, %,d ticks a second a client: %,d deliveries a second"
						+ " offered, mode `%s`. Window of %d s after %d s of warm-up.",
				it.clients(), it.streams(),
				it.different() ? " out of " + it.pool() + ", in different choices" : ", all the same", it.rate(),
				it.offered(), it.conflate() ? "conflate" : "all", it.window().toSeconds(), it.warmup().toSeconds()), "",
				"- Machine: " + machine() + ".",
				"- Relay: `" + this.bench.jar().getFileName() + "` with `" + String.join(" ", this.bench.jvmFlags())
						+ "`. Processes are " + this.bench.cpus().words() + ".",
				"- The simulator is inside the relay's process: **the relay's CPU and memory include the simulator's.** It"
						+ " makes the ticks of 10 ms at once, so they come in bursts.",
				"- A latency is from the relay's receipt of a tick (`rts`) to its being read by the client, whose own"
						+ " queueing is in it.",
				"");
	}

	private List<String> costs() {
		List<String> lines = new ArrayList<>();
		lines.add("| transport | delivered/s | of offer | relay CPU µs/delivery | relay CPU | client CPU | others' CPU"
				+ " | p50 ms | p99 ms | p99.9 ms | max ms | relay KiB/client |");
		lines.add("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
		for (LoadResult result : this.results) {
			ProcessMeter.Usage usage = result.usage();
			lines.add(String.format(Locale.ROOT,
					"| %s | %,.0f | %.1f %% | %.2f | %s | %s | %s | %s | %s | %s | %s | %s |", result.transport(),
					result.deliveredPerSecond(), result.shareOfOffer() * 100, result.relayMicrosPerDelivery(),
					share(usage, usage.relay()), share(usage, usage.client()), share(usage, usage.others()),
					millis(result, 50), millis(result, 99), millis(result, 99.9), millis(result, 100),
					rss(result.rssPerClientKib())));
		}
		lines.add("");
		lines.add("CPU is a part of one CPU over the window. KiB/client is the growth of the process since before the"
				+ " first client, by the client: most of it is heap that the JVM takes because it may.");
		lines.add("");
		return lines;
	}

	private List<String> storms() {
		List<String> lines = new ArrayList<>();
		for (LoadResult result : this.results) {
			StormResult storm = result.storm();
			if (storm != null) {
				lines.add(String.format(Locale.ROOT,
						"%s: %,d more connected at once to a silent stream; all had their answer after %s.",
						result.transport(), this.settings.storm(),
						storm.arrivals()
							.stream()
							.map((arrival) -> String.format(Locale.ROOT, "%.1f s", arrival.seconds()))
							.collect(Collectors.joining(", "))));
				lines.add("");
				lines.add("| the clients' latency | without, ms | meanwhile, ms | change |");
				lines.add("|---|---:|---:|---:|");
				for (double percentile : STORM_PERCENTILES) {
					lines.add(String.format(Locale.ROOT, "| p%s | %.2f | %.2f | %+.0f %% |",
							new DecimalFormat("0.#", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(percentile),
							storm.calmMillis(percentile), storm.stormMillis(percentile), storm.change(percentile)));
				}
				lines.add("");
			}
		}
		return lines;
	}

	private List<String> rights() {
		List<String> lines = new ArrayList<>();
		lines.add("| transport | deliveries | holes (numbers) | reordered | twice | `gap` messages"
				+ " | ticks of a client: min / median / max | silent streams | mishaps |");
		lines.add("|---|---:|---:|---:|---:|---:|---:|---:|---:|");
		for (LoadResult result : this.results) {
			Tally.Numbers numbers = result.numbers();
			lines.add(String.format(Locale.ROOT, "| %s | %,d | %d (%d) | %d | %d | %d | %d / %d / %d | %d | %d |",
					result.transport(), result.delivered(), numbers.holes(), numbers.missing(), numbers.reorders(),
					numbers.duplicates(), numbers.told(), result.fewest(), result.median(), result.most(),
					result.silentStreams(), result.mishaps().values().stream().mapToLong(Long::longValue).sum()));
		}
		lines.add("");
		lines.add("Numbers (`seq`) are checked for each client and stream from its first tick on, warm-up included.");
		lines.add("");
		return lines;
	}

	private String machine() {
		return Stream
			.of(cpuModel(), this.bench.cpus().count() + " CPUs",
					System.getProperty("os.name") + " " + System.getProperty("os.version"), "Java " + Runtime.version())
			.filter((part) -> !part.isEmpty())
			.collect(Collectors.joining(", "));
	}

	private static String cpuModel() {
		try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
			return lines.filter((line) -> line.startsWith("model name"))
				.findFirst()
				.map((line) -> line.substring(line.indexOf(':') + 1).strip())
				.orElse("");
		}
		catch (IOException _) {
			return "";
		}
	}

	private static String share(ProcessMeter.Usage usage, @Nullable Duration cpu) {
		return (cpu != null) ? String.format(Locale.ROOT, "%.0f %%", usage.share(cpu) * 100) : "unknown";
	}

	private static String rss(@Nullable Double kib) {
		return (kib != null) ? String.format(Locale.ROOT, "%.1f", kib) : "unknown";
	}

	private static String millis(LoadResult result, double percentile) {
		return String.format(Locale.ROOT, "%.2f", result.latencies().getValueAtPercentile(percentile) / 1e3);
	}

}
