package io.tickrelay.load;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.tickrelay.load.client.LoadTransport;
import io.tickrelay.load.machine.ProcessMeter;

/**
 * The load run: {@code ./mvnw -Pload verify}. Ends with 1 if the relay lost, reordered or
 * repeated something, starved a client or refused one, and with 2 if nothing could be
 * measured.
 */
public final class LoadRun {

	private LoadRun() {
	}

	/**
	 * Runs it.
	 * @param arguments each {@code name=value}; all are needed, and the profile
	 * {@code load} in {@code pom.xml} has the defaults
	 */
	public static void main(String[] arguments) {
		// The report has letters that a terminal of another charset would spoil.
		System.exit(run(arguments, new PrintStream(System.out, true, StandardCharsets.UTF_8)));
	}

	static int run(String[] arguments, PrintStream out) {
		try {
			Map<String, String> values = values(arguments);
			LoadSettings settings = LoadSettings.of(values);
			return run(LoadBench.of(values), settings, out);
		}
		catch (IllegalArgumentException | IllegalStateException ex) {
			out.println("load: " + ex.getMessage());
		}
		catch (IOException ex) {
			out.println("load: the results can't be written: " + ex);
		}
		return 2;
	}

	private static int run(LoadBench bench, LoadSettings settings, PrintStream out) throws IOException {
		Files.createDirectories(bench.folder());
		List<Measured> results = new ArrayList<>();
		for (LoadTransport transport : settings.transports()) {
			out.printf(Locale.ROOT, "load: %d clients over %s, %d s to warm up, %d s measured%n", settings.clients(),
					transport, settings.warmup().toSeconds(), settings.window().toSeconds());
			// Nginx comes before the relay, because it warms the clients' code.
			NchanResult nchan = settings.rushes() ? NchanResult.measure(transport, settings, bench) : null;
			ColdResult cold = settings.cold() ? cold(bench, settings, transport) : null;
			results.add(new Measured(run(bench, settings, transport), cold, nchan));
		}
		String report = new LoadReport(bench, settings, results).text();
		Files.writeString(bench.folder().resolve("report.md"), report);
		Files.writeString(bench.folder().resolve("latency.svg"), new LatencyPlot(settings, results).svg());
		out.println("\n" + report);
		out.println("load: written to " + bench.folder() + ", with the plot in latency.svg");
		List<String> failures = results.stream().flatMap((result) -> result.failures().stream()).toList();
		failures.forEach((failure) -> out.println("load: FAILED: " + failure));
		return failures.isEmpty() ? 0 : 1;
	}

	// Each transport has a relay of its own, because a relay that another has warmed and
	// filled could not be compared.
	private static LoadResult run(LoadBench bench, LoadSettings settings, LoadTransport transport) {
		try (RelayUnderLoad relay = start(bench, settings, transport, "");
				LoadClients clients = new LoadClients(transport, settings, relay.port(),
						new ProcessMeter(relay.handle()))) {
			return clients.run();
		}
	}

	private static ColdResult cold(LoadBench bench, LoadSettings settings, LoadTransport transport) {
		try (RelayUnderLoad relay = start(bench, settings, transport, "-cold")) {
			return ColdStart.run(transport, settings, relay);
		}
	}

	private static RelayUnderLoad start(LoadBench bench, LoadSettings settings, LoadTransport transport,
			String suffix) {
		String log = "relay-" + transport.name().toLowerCase(Locale.ROOT) + suffix + ".log";
		return RelayUnderLoad.start(bench, settings.ticksPerSecondOfAStream(), bench.folder().resolve(log));
	}

	private static Map<String, String> values(String[] arguments) {
		Map<String, String> values = new HashMap<>();
		for (String argument : arguments) {
			int equals = argument.indexOf('=');
			if (equals < 0) {
				throw new IllegalArgumentException("Each argument is name=value, not \"" + argument + "\"");
			}
			values.put(argument.substring(0, equals), argument.substring(equals + 1));
		}
		return values;
	}

}
