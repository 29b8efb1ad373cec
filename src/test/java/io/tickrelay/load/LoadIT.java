package io.tickrelay.load;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The load run, small: on the jar of this build, over both transports.
 */
@Tag("full")
class LoadIT {

	private final ByteArrayOutputStream output = new ByteArrayOutputStream();

	@Test
	void losesNothingStarvesNoClientAndWritesItsResults(@TempDir Path folder) throws IOException {
		assertThat(run(Map.of("folder", folder.toString(), "transport", "ws", "seconds", "1", "storm", "50")))
			.as(this::output)
			.isZero();
		assertThat(output()).contains("| WS | ")
			.contains("Nothing was lost, reordered or repeated, and no client starved.");
		assertThat(folder.resolve("report.md")).content()
			.contains("# Load run", "WS: 50 more connected at once to a silent stream; all had their answer after ",
					"| p99.9 | ", yardstick("WS"))
			.containsPattern("\\| p50 \\| [0-9.]+ \\| [0-9.]+ \\| [+-][0-9]+ % \\|")
			.containsPattern("\\| WS, relay warm \\| 50 \\| [0-9.]+, [0-9.]+ \\| .* \\| [0-9]+ ms of [0-9]+ \\|");
		assertThat(folder.resolve("latency.svg")).content().contains("WS: p50", "latency, ms");
	}

	@Test
	void measuresAColdStart(@TempDir Path folder) throws IOException {
		assertThat(run(Map.of("folder", folder.toString(), "transport", "sse", "seconds", "1", "cold", "true")))
			.as(this::output)
			.isZero();
		assertThat(folder.resolve("report.md")).content()
			.contains("| SSE | ", "Clients come at up to 10,000 a second.", yardstick("SSE"))
			.containsPattern("\\| SSE \\| [0-9.]+ s \\| 50 in [0-9.]+ s \\| [0-9.]+ s \\| [0-9]+ s \\| [0-9.]+ \\|")
			.containsPattern("\\| SSE, relay just started \\| 50 \\| [0-9.]+ \\| [0-9.]+ \\|");
		assertThat(folder.resolve("latency.svg")).content().contains("SSE: p50", "SSE cold: p50");
	}

	@Test
	void tellsWhereNothingCanBeTried(@TempDir Path folder) throws IOException {
		Path noJar = Files.writeString(folder.resolve("no.jar"), "");
		assertThat(run(Map.of("folder", folder.toString(), "jar", noJar.toString(), "transport", "ws"))).isEqualTo(2);
		assertThat(output()).contains("load: The relay did not start; " + folder.resolve("relay-ws.log") + " says why");
		assertThat(run(Map.of("folder", folder.toString(), "jar", "absent.jar"))).isEqualTo(2);
		assertThat(output()).contains("load: absent.jar is not there");
	}

	private int run(Map<String, String> changes) {
		Map<String, String> values = new HashMap<>(LoadSettingsTests.SMALL);
		values.putAll(Map.of("pin", "false", "jvm-flags",
				"-Xmx256m -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow",
				"jar", System.getProperty("tickrelay.jar", "target/tickrelay.jar")));
		values.putAll(changes);
		String[] arguments = values.entrySet()
			.stream()
			.map((value) -> value.getKey() + "=" + value.getValue())
			.toArray(String[]::new);
		return LoadRun.run(arguments, new PrintStream(this.output, true, StandardCharsets.UTF_8));
	}

	private static String yardstick(String transport) {
		return Nchan.find().isPresent() ? "| " + transport + ", nginx with nchan | 50 | "
				: "Nothing is compared, because nginx with nchan is not installed.";
	}

	private String output() {
		return this.output.toString(StandardCharsets.UTF_8);
	}

}
