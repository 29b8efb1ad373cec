package io.tickrelay.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.tickrelay.testing.Program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A Redis of its own on a free port, a child of the test. It keeps nothing on disk. */
public final class RedisServer implements AutoCloseable {

	private final int port;

	private Process process;

	/** Starts an empty server. */
	public RedisServer() {
		try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			this.port = free.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.process = start();
	}

	public int port() {
		return this.port;
	}

	/** Ends it at once, with all that it held. */
	public void kill() {
		this.process.destroyForcibly();
		try {
			assertThat(this.process.waitFor(1, TimeUnit.MINUTES)).isTrue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/** Starts it anew, empty. */
	public void restart() {
		this.process = start();
	}

	/** Sends a command, and does not look at the answer. */
	public void command(String line) {
		try (Socket socket = connect()) {
			socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
			assertThat(socket.getInputStream().read()).isPositive();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		kill();
	}

	private Process start() {
		try {
			Process started = new ProcessBuilder(List.of(Program.onThePath("redis-server").orElseThrow().toString(),
					"--port", Integer.toString(this.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
					"--dir", System.getProperty("java.io.tmpdir")))
				.redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start();
			await().atMost(Duration.ofMinutes(1)).until(this::accepts);
			return started;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private boolean accepts() {
		try (Socket _ = connect()) {
			return true;
		}
		catch (IOException _) {
			return false;
		}
	}

	private Socket connect() throws IOException {
		Socket socket = new Socket();
		socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port), 1000);
		socket.setSoTimeout(10_000);
		return socket;
	}

}
