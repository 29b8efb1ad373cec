package io.tickrelay.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks for the relay's readiness again and again, each time on a connection of its own,
 * as an orchestrator does.
 */
final class HealthProbe {

	private static final String REQUEST = """
			GET /actuator/health/readiness HTTP/1.1\r
			Host: 127.0.0.1\r
			Connection: close\r
			\r
			""";

	// The checks are dense enough to meet a storm's worst moment, and too rare to be a
	// load.
	private static final long PAUSE_MS = 50;

	private static final int PATIENCE_MS = 10_000;

	private final InetSocketAddress relay;

	private final CompletableFuture<HealthChecks> checks = new CompletableFuture<>();

	private volatile boolean stopped;

	private HealthProbe(InetSocketAddress relay) {
		this.relay = relay;
	}

	/**
	 * Begins.
	 * @param relay where it listens
	 * @return the probe, which is to be stopped
	 */
	static HealthProbe start(InetSocketAddress relay) {
		HealthProbe probe = new HealthProbe(relay);
		Thread.ofVirtual().start(probe::run);
		return probe;
	}

	/**
	 * Ends the checks. For any thread.
	 * @return completes once the check that is under way has its answer, which counts
	 */
	CompletableFuture<HealthChecks> stop() {
		this.stopped = true;
		return this.checks;
	}

	private void run() {
		HealthChecks sofar = HealthChecks.NONE;
		do {
			long beganNs = System.nanoTime();
			Map<String, Long> mishaps = mishaps();
			sofar = sofar.and(new HealthChecks(1, Duration.ofNanos(System.nanoTime() - beganNs), mishaps));
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MS));
		}
		while (!this.stopped);
		this.checks.complete(sofar);
	}

	private Map<String, Long> mishaps() {
		try {
			String statusLine = statusLine(this.relay);
			return isReady(statusLine) ? Map.of() : Map.of("was answered with \"" + statusLine + "\"", 1L);
		}
		catch (IOException ex) {
			return Map.of("failed with " + ex, 1L);
		}
	}

	/**
	 * Asks once.
	 * @param relay where it listens
	 * @return whether the relay is ready; false without an answer
	 */
	static boolean isReady(InetSocketAddress relay) {
		try {
			return isReady(statusLine(relay));
		}
		catch (IOException _) {
			return false;
		}
	}

	private static boolean isReady(String statusLine) {
		return statusLine.contains(" 200 ");
	}

	private static String statusLine(InetSocketAddress relay) throws IOException {
		try (Socket socket = new Socket()) {
			socket.connect(relay, PATIENCE_MS);
			socket.setSoTimeout(PATIENCE_MS);
			socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
			String line = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
				.readLine();
			return (line != null) ? line : "";
		}
	}

}
