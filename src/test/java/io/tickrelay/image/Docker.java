package io.tickrelay.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The {@code docker} command itself, rather than a library above it. Its flags, its
 * health status and its exit codes are tested as an operator has them.
 */
final class Docker {

	private static final Duration LIMIT = Duration.ofMinutes(10);

	private Docker() {
	}

	static String call(String... arguments) {
		List<String> command = Stream.concat(Stream.of("docker"), Stream.of(arguments)).toList();
		try {
			// The outputs go to two files, so that no full pipe blocks and no warning
			// mixes with an answer.
			Path output = Files.createTempFile("docker", ".out");
			Path errors = Files.createTempFile("docker", ".err");
			try {
				int exitCode = run(command, output, errors);
				String answer = Files.readString(output).strip();
				if (exitCode != 0) {
					throw new IllegalStateException(
							command + " ended with " + exitCode + ": " + answer + Files.readString(errors));
				}
				return answer;
			}
			finally {
				Files.delete(output);
				Files.delete(errors);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted in " + command, ex);
		}
	}

	private static int run(List<String> command, Path output, Path errors) throws IOException, InterruptedException {
		Process process = new ProcessBuilder(command).redirectOutput(output.toFile())
			.redirectError(errors.toFile())
			.start();
		if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
			process.destroyForcibly();
			throw new IllegalStateException(command + " did not end");
		}
		return process.exitValue();
	}

	/**
	 * A container that is removed with all that it wrote when the test is over.
	 */
	record Container(String id) implements AutoCloseable {

		static Container run(List<String> options, String image) {
			Stream<String> arguments = Stream.of(Stream.of("run", "--detach"), options.stream(), Stream.of(image))
				.flatMap((part) -> part);
			return new Container(Docker.call(arguments.toArray(String[]::new)));
		}

		String inspect(String format) {
			return Docker.call("inspect", "--format", format, this.id);
		}

		String exec(String script) {
			return Docker.call("exec", this.id, "bash", "-c", script);
		}

		String logs() {
			return Docker.call("logs", this.id);
		}

		/**
		 * Where the container's port is published on this machine.
		 * @param port the port inside
		 * @return host and port
		 */
		String address(int port) {
			return Docker.call("port", this.id, Integer.toString(port)).lines().findFirst().orElseThrow();
		}

		@Override
		public void close() {
			Docker.call("rm", "--force", "--volumes", this.id);
		}

	}

}
