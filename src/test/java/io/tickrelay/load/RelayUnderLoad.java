package io.tickrelay.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The jar as it ships, in a process of its own, with the simulator in it as its upstream.
 */
final class RelayUnderLoad implements AutoCloseable {

	private static final Pattern STARTED = Pattern.compile("Netty started on port (\\d+)");

	private static final int LONGEST_START_SECONDS = 180;

	private static final int LONGEST_STOP_SECONDS = 60;

	private static final long POLL_MS = 10;

	private final Process process;

	private final Path log;

	private final long startedNs;

	private final CompletableFuture<Integer> port = new CompletableFuture<>();

	private RelayUnderLoad(Process process, Path log, long startedNs) {
		this.process = process;
		this.log = log;
		this.startedNs = startedNs;
		Thread.ofVirtual().start(this::read);
	}

	/**
	 * Starts it.
	 * @param bench what to start, and where
	 * @param ticksPerSecond of each symbol
	 * @param log where its output goes
	 * @return the relay, perhaps not yet listening
	 */
	static RelayUnderLoad start(LoadBench bench, double ticksPerSecond, Path log) {
		List<String> command = new ArrayList<>(bench.cpus().relayPrefix());
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(bench.jvmFlags());
		command.addAll(List.of("-jar", bench.jar().toString(), "--spring.profiles.active=demo", "--server.port=0",
				"--server.address=127.0.0.1", "--relay.simulator.ticks-per-second=" + ticksPerSecond,
				// Its streams are made up.
				"--relay.catalog.enabled=false"));
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
		// Settings of the environment would change the relay.
		builder.environment()
			.keySet()
			.removeIf((name) -> name.startsWith("INFOWAY_") || name.startsWith("RELAY_") || name.startsWith("SPRING_")
					|| name.startsWith("SERVER_") || name.equals("JAVA_TOOL_OPTIONS"));
		try {
			long startedNs = System.nanoTime();
			return new RelayUnderLoad(builder.start(), log, startedNs);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	ProcessHandle handle() {
		return this.process.toHandle();
	}

	/**
	 * Where it listens, as soon as it does.
	 * @return the port
	 * @throws IllegalStateException if it does not start
	 */
	int port() {
		try {
			return this.port.get(LONGEST_START_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
		catch (ExecutionException | TimeoutException ex) {
			throw new IllegalStateException("The relay did not start; " + this.log + " says why", ex);
		}
	}

	/**
	 * Waits until the relay says that it is ready.
	 * @return how long that took from the start of its process
	 * @throws IllegalStateException if the relay does not become ready
	 */
	Duration awaitReady() {
		InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port());
		while (!HealthProbe.isReady(address)) {
			if (sinceStart().toSeconds() >= LONGEST_START_SECONDS || !this.process.isAlive()) {
				throw new IllegalStateException("The relay did not become ready; " + this.log + " says why");
			}
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(POLL_MS));
		}
		return sinceStart();
	}

	private Duration sinceStart() {
		return Duration.ofNanos(System.nanoTime() - this.startedNs);
	}

	@Override
	public void close() {
		this.process.destroy();
		try {
			if (!this.process.waitFor(LONGEST_STOP_SECONDS, TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
		}
		catch (InterruptedException _) {
			this.process.destroyForcibly();
			Thread.currentThread().interrupt();
		}
	}

	private void read() {
		try (BufferedReader lines = this.process.inputReader(StandardCharsets.UTF_8);
				Writer copy = Files.newBufferedWriter(this.log)) {
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				copy.write(line + "\n");
				copy.flush();
				Matcher matcher = STARTED.matcher(line);
				if (matcher.find()) {
					this.port.complete(Integer.valueOf(matcher.group(1)));
				}
			}
			this.port.completeExceptionally(new IllegalStateException("It has ended"));
		}
		catch (IOException ex) {
			this.port.completeExceptionally(ex);
		}
	}

}
