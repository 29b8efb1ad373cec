package io.tickrelay.packaging;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import io.tickrelay.testing.Program;

import static org.assertj.core.api.Assertions.assertThat;

/** nginx as the distribution has it, a child of the test. */
final class NginxProcess extends Nginx {

	private static final int LONGEST_STOP_SECONDS = 10;

	private final Path output;

	private final Process process;

	NginxProcess(int port, Path configuration) throws IOException {
		super(port);
		Path folder = configuration.resolveSibling(".");
		this.output = configuration.resolveSibling("output.txt");
		this.process = new ProcessBuilder(Program.onThePath("nginx").orElseThrow().toString(), "-p", folder.toString(),
				"-c", configuration.toString(), "-g", "daemon off;", "-e", "stderr")
			.redirectErrorStream(true)
			.redirectOutput(this.output.toFile())
			.start();
	}

	@Override
	String output() {
		try {
			return Files.readString(this.output);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	boolean isAlive() {
		return this.process.isAlive();
	}

	/** With SIGTERM, because a killed master would leave its worker behind. */
	@Override
	public void close() {
		this.process.destroy();
		try {
			assertThat(this.process.waitFor(LONGEST_STOP_SECONDS, TimeUnit.SECONDS)).as("nginx has ended").isTrue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
