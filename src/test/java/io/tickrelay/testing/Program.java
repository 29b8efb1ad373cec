package io.tickrelay.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program that some tests need, which knows how to look for itself and what to say
 * where it lacks. Looks once a JVM.
 */
public enum Program {

	/** An engine that answers and holds {@link #DOCKER_BASE_IMAGE}. */
	DOCKER("a Docker engine that holds the image " + Program.DOCKER_BASE_IMAGE + ": run .ci/docker-base as root"),

	/** A browser, and the driver through which Selenium steers it. */
	CHROMIUM("Chromium and its driver: apt-get install chromium chromium-driver"),

	/** A proxy to stand in front of the relay, of {@link #NGINX_IMAGE} or installed. */
	NGINX("nginx: apt-get install nginx-light"),

	/** A Redis server. */
	REDIS("Redis: apt-get install redis-server");

	/**
	 * Debian with a JDK 25, made by {@code .ci/docker-base} because no registry has to be
	 * reachable for a test.
	 */
	public static final String DOCKER_BASE_IMAGE = "local/java:25";

	/** The image that a proxy is run from where a Docker engine holds it. */
	public static final String NGINX_IMAGE = System.getProperty("tickrelay.nginx.image", "nginx:stable");

	private static final ConcurrentMap<Program, Boolean> FOUND = new ConcurrentHashMap<>();

	private final String needs;

	Program(String needs) {
		this.needs = needs;
	}

	/**
	 * Says what lacks and how to install it.
	 * @return a sentence's part ("needs ..."), or empty where the program is there
	 */
	public Optional<String> absence() {
		boolean found = FOUND.computeIfAbsent(this, Program::isThere);
		return found ? Optional.empty() : Optional.of("needs " + this.needs);
	}

	private boolean isThere() {
		return switch (this) {
			case DOCKER -> isImage(DOCKER_BASE_IMAGE);
			case CHROMIUM ->
				isExecutable(Path.of("/usr/bin/chromium")) && isExecutable(Path.of("/usr/bin/chromedriver"));
			case NGINX -> onThePath("nginx").isPresent() || isImage(NGINX_IMAGE);
			case REDIS -> onThePath("redis-server").isPresent();
		};
	}

	/**
	 * Whether a Docker engine answers and holds an image; none is ever pulled, so that a
	 * test does the same with a registry and without.
	 * @param name the image's
	 * @return false also where there is no engine
	 */
	public static boolean isImage(String name) {
		return succeeds("docker", "image", "inspect", name);
	}

	/**
	 * Looks for a command.
	 * @param name the command's
	 * @return its file
	 */
	public static Optional<Path> onThePath(String name) {
		// Debian's daemons live in sbin, which an ordinary user's PATH does not name.
		String path = Optional.ofNullable(System.getenv("PATH")).orElse("") + ":/usr/sbin:/sbin";
		return Stream.of(path.split(":"))
			.filter((folder) -> !folder.isEmpty())
			.map((folder) -> Path.of(folder, name))
			.filter(Program::isExecutable)
			.findFirst();
	}

	private static boolean isExecutable(Path file) {
		return Files.isRegularFile(file) && Files.isExecutable(file);
	}

	private static boolean succeeds(String... command) {
		try {
			Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start();
			if (process.waitFor(20, TimeUnit.SECONDS)) {
				return process.exitValue() == 0;
			}
			process.destroyForcibly();
			return false;
		}
		catch (IOException _) {
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while looking for " + command[0], ex);
		}
	}

}
