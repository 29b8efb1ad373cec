package io.tickrelay.packaging;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The jar of this build, run as an operator runs it: in a process of its own. It has the
 * first compiler alone, which halves the processor time of the start.
 */
final class RelayProcess implements AutoCloseable {

	private static final Duration LONGEST_START = Duration.ofMinutes(3);

	private static final Pattern STARTED = Pattern.compile("Netty started on port (\\d+)");

	private final Process process;

	private final List<String> output = Collections.synchronizedList(new ArrayList<>());

	private final Thread reader;

	private RelayProcess(Process process) {
		this.process = process;
		this.reader = Thread.ofVirtual().start(this::read);
	}

	static RelayProcess start(Map<String, String> environment, String... arguments) {
		return start(List.of(), environment, arguments);
	}

	/** Starts a relay that may open at most so many files. */
	static RelayProcess startWithFiles(int most, String... arguments) {
		return start(List.of("sh", "-c", "ulimit -n " + most + "; exec \"$@\"", "sh"), Map.of(), arguments);
	}

	private static RelayProcess start(List<String> shell, Map<String, String> environment, String... arguments) {
		List<String> command = new ArrayList<>(shell);
		command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
				"--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
				"-XX:TieredStopAtLevel=1", "-jar", System.getProperty("tickrelay.jar", "target/tickrelay.jar"),
				"--server.port=0", "--server.address=127.0.0.1"));
		command.addAll(List.of(arguments));
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
		builder.environment()
			.keySet()
			.removeIf((name) -> name.startsWith("INFOWAY_") || name.startsWith("RELAY_") || name.startsWith("SPRING_")
					|| name.startsWith("JAVA_TOOL"));
		// Tests have connected clients until the end.
		builder.environment().put("RELAY_DOWNSTREAM_DRAINWINDOW", "1s");
		builder.environment().putAll(environment);
		try {
			return new RelayProcess(builder.start());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The port that it listens on, as soon as it does. */
	int port() {
		await().atMost(LONGEST_START).until(() -> port(output()) > 0 || !this.process.isAlive());
		int port = port(output());
		assertThat(port).as(() -> String.join("\n", output())).isPositive();
		return port;
	}

	/** What it has printed so far. */
	List<String> output() {
		synchronized (this.output) {
			return List.copyOf(this.output);
		}
	}

	/** Waits until the process ends by itself. */
	int exitCode(Duration patience) {
		try {
			assertThat(this.process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)).as("has ended").isTrue();
			this.reader.join(patience);
			return this.process.exitValue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/** Sends it a signal, such as {@code STOP}. */
	void signal(String name) {
		try {
			Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(this.process.pid())).inheritIO()
				.start();
			assertThat(kill.waitFor(60, TimeUnit.SECONDS)).isTrue();
			assertThat(kill.exitValue()).isZero();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/** Asks it to stop, with SIGTERM. */
	void terminate() {
		this.process.destroy();
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
		exitCode(Duration.ofMinutes(1));
	}

	private void read() {
		try (BufferedReader lines = this.process.inputReader(StandardCharsets.UTF_8)) {
			lines.lines().forEach(this.output::add);
		}
		catch (IOException | UncheckedIOException _) {
			// The process is gone, and its exit code tells so.
		}
	}

	private static int port(List<String> output) {
		for (String line : output) {
			Matcher matcher = STARTED.matcher(line);
			if (matcher.find()) {
				return Integer.parseInt(matcher.group(1));
			}
		}
		return 0;
	}

}
