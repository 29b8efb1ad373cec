package io.tickrelay.image;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.tickrelay.image.Docker.Container;
import io.tickrelay.testing.Program;
import io.tickrelay.testing.Requires;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The image, built from the jar of this build and run with the few rights that it needs.
 * They are a read-only root with no writable directory at all, no capabilities, and half
 * a gigabyte.
 */
@Requires(Program.DOCKER)
@Tag("full")
class ImageIT {

	private static final String IMAGE = "tickrelay:under-test";

	private static final List<String> DEMO_WITH_FEW_RIGHTS = List.of("--read-only", "--cap-drop", "ALL",
			"--security-opt", "no-new-privileges", "--memory", "512m", "--publish", "127.0.0.1::8080", "--env",
			"SPRING_PROFILES_ACTIVE=demo");

	private static final String WITHOUT_CACHE = "tickrelay:under-test-without-cache";

	private static @Nullable Container shared;

	@BeforeAll
	static void buildAndRun() {
		build(IMAGE, "AOT=true");
		shared = Container.run(DEMO_WITH_FEW_RIGHTS, IMAGE);
	}

	private static void build(String image, String argument) {
		Docker.call("build", "--build-arg", "BUILD_IMAGE=" + Program.DOCKER_BASE_IMAGE, "--build-arg",
				"RUNTIME_IMAGE=" + Program.DOCKER_BASE_IMAGE, "--build-arg", argument, "--tag", image, ".");
	}

	@AfterAll
	static void remove() {
		if (shared != null) {
			shared.close();
		}
		Docker.call("rmi", "--force", IMAGE, WITHOUT_CACHE);
		// The images of earlier stages, which the classic builder keeps.
		Docker.call("image", "prune", "--force", "--filter", "label=io.tickrelay.stage");
	}

	@Test
	void becomesHealthyAndReadyOnAReadOnlyRoot() throws Exception {
		awaitHealthy(relay());
		HttpResponse<String> readiness = get(relay(), "/actuator/health/readiness");
		assertThat(readiness.statusCode()).isEqualTo(200);
		assertThat(readiness.body()).contains("UP");
	}

	@Test
	void runsAsAUserThatCanChangeNothingInIt() {
		assertThat(relay().inspect("{{.Config.User}}")).matches("[1-9][0-9]*:[1-9][0-9]*");
		assertThat(relay().exec("stat -c %u /proc/1")).isNotEqualTo("0");
		assertThat(relay().exec("find . -user \"$(id -u)\" -o -perm /022")).isEmpty();
	}

	// Netty's library is in the jar for amd64 alone.
	@Test
	@EnabledOnOs(architectures = "amd64")
	void usesTheNativeTransportWithoutATemporaryDirectory() {
		awaitHealthy(relay());
		// The kernel cuts thread names to 15 characters: epoll, io_uring or nio.
		assertThat(relay().exec("cat /proc/1/task/*/comm").lines())
			.anyMatch((thread) -> thread.startsWith("reactor-http-ep") || thread.startsWith("reactor-http-io"));
	}

	@Test
	void stopsWithinSeconds() {
		try (Container relay = Container.run(DEMO_WITH_FEW_RIGHTS, IMAGE)) {
			awaitHealthy(relay);
			// Past this time docker kills, and the exit code is 137.
			Docker.call("stop", "--time", "10", relay.id());
			assertThat(relay.inspect("{{.State.ExitCode}}")).isIn("0", "143");
		}
	}

	@Test
	void withoutAKeyItSaysWhatToSetAndEnds() {
		assertEndsWith("Set INFOWAY_API_KEY", "RELAY_DOWNSTREAM_SECURITY_MODE=none");
	}

	@Test
	void withoutASecurityModeItSaysWhatToSetAndEnds() {
		assertEndsWith("Set relay.downstream.security.mode", "INFOWAY_API_KEY=k3y");
	}

	private static void assertEndsWith(String sentence, String environment) {
		try (Container relay = Container.run(List.of("--read-only", "--env", environment), IMAGE)) {
			await().atMost(Duration.ofMinutes(3))
				.pollInterval(Duration.ofMillis(500))
				.until(() -> relay.inspect("{{.State.Status}}").equals("exited"));
			assertThat(relay.inspect("{{.State.ExitCode}}")).isEqualTo("1");
			assertThat(relay.logs()).contains(sentence).doesNotContain("\tat ");
		}
	}

	@Test
	void holdsNothingButTheRelay() {
		assertThat(relay().exec("ls").lines()).containsExactly("java.flags", "lib", "native", "tickrelay.aot",
				"tickrelay.jar");
	}

	// The JVM ends where it can't use a cache that it is required to.
	@Test
	void startsFromItsCacheWithTheFlagsThatItHas() {
		List<String> required = List.of("--read-only", "--env", "JAVA_TOOL_OPTIONS=-XX:AOTMode=on");
		try (Container relay = Container.run(Stream.concat(required.stream(), DEMO_WITH_FEW_RIGHTS.stream()).toList(),
				IMAGE)) {
			awaitHealthy(relay);
			// The JVM itself tells which files it has mapped.
			assertThat(relay.logs()).doesNotContain("AOT cache");
			assertThat(relay.exec("grep -c tickrelay.aot /proc/1/maps")).isNotEqualTo("0");
		}
	}

	@Test
	void startsWithoutItsCacheUnderAnotherCollector() {
		List<String> others = List.of("--env", "JDK_JAVA_OPTIONS=-XX:+UseZGC");
		try (Container relay = Container.run(Stream.concat(others.stream(), DEMO_WITH_FEW_RIGHTS.stream()).toList(),
				IMAGE)) {
			awaitHealthy(relay);
			assertThat(relay.logs()).contains("Unable to use AOT cache");
		}
	}

	@Test
	void theCacheCanBeLeftOut() {
		build(WITHOUT_CACHE, "AOT=false");
		try (Container relay = Container.run(DEMO_WITH_FEW_RIGHTS, WITHOUT_CACHE)) {
			awaitHealthy(relay);
			assertThat(relay.exec("ls").lines()).containsExactly("java.flags", "lib", "native", "tickrelay.jar");
			assertThat(relay.logs()).doesNotContainIgnoringCase("aot");
		}
	}

	private static Container relay() {
		return Objects.requireNonNull(shared);
	}

	private static void awaitHealthy(Container relay) {
		await().atMost(Duration.ofMinutes(3))
			.pollInterval(Duration.ofMillis(500))
			.alias("health of the container")
			.until(() -> relay.inspect("{{.State.Health.Status}}"), "healthy"::equals);
	}

	private static HttpResponse<String> get(Container relay, String path) throws IOException, InterruptedException {
		try (HttpClient client = HttpClient.newHttpClient()) {
			return client.send(HttpRequest.newBuilder(URI.create("http://" + relay.address(8080) + path)).build(),
					BodyHandlers.ofString());
		}
	}

}
