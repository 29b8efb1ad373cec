package io.tickrelay.fuzz;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fuzzes every {@link FuzzTest} of the project, each in a virtual machine of its own. One
 * virtual machine can fuzz only once, and the coverage's agent must not meet the
 * fuzzer's. A build tries a fixed number of inputs, because a number does not depend on
 * how busy the machine is. The property {@code tickrelay.fuzz.duration=PT5M} gives each
 * test a time instead. The property {@code tickrelay.fuzz.seed} takes another seed, or a
 * {@code random} one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("full")
class FuzzIT {

	private static final int INPUTS = 4_000;

	private final @Nullable Duration duration = Optional.ofNullable(System.getProperty("tickrelay.fuzz.duration"))
		.map(Duration::parse)
		.orElse(null);

	private final Map<String, Future<FuzzRun>> runs = new LinkedHashMap<>();

	private final ExecutorService atOnce = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());

	@BeforeAll
	void start() {
		for (Method target : targets()) {
			this.runs.put(target.getDeclaringClass().getSimpleName() + "." + target.getName(),
					this.atOnce.submit(() -> FuzzRun.of(target, INPUTS, this.duration)));
		}
	}

	@AfterAll
	void stop() {
		this.atOnce.shutdownNow();
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("runs")
	void holdsForGeneratedInputs(String name, Future<FuzzRun> end) throws ExecutionException, InterruptedException {
		FuzzRun run = end.get();
		System.out.println(name + ": " + run.inputs() + " inputs, seed " + run.seed());
		assertThat(run.exitCode()).as(run::finding).isZero();
		assertThat(run.inputs()).as(run::finding).isGreaterThanOrEqualTo((this.duration == null) ? INPUTS : 1000);
	}

	Stream<Arguments> runs() {
		return this.runs.entrySet().stream().map((run) -> Arguments.of(run.getKey(), run.getValue()));
	}

	private static List<Method> targets() {
		List<Method> targets = ReflectionSupport
			.findAllClassesInPackage(FuzzIT.class.getPackageName(), (_) -> true, (name) -> name.endsWith("FuzzTests"))
			.stream()
			.flatMap((type) -> AnnotationSupport
				.findAnnotatedMethods(type, FuzzTest.class, HierarchyTraversalMode.TOP_DOWN)
				.stream())
			.toList();
		assertThat(targets).isNotEmpty();
		return targets;
	}

}
