package io.tickrelay.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Decides for {@link Requires}. A test that is left out is noted in the file that the
 * system property {@code tickrelay.left-out} names, in a line of its own. The build
 * prints the file at its end.
 */
final class RequiresCondition implements ExecutionCondition {

	@Override
	public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
		List<String> absences = AnnotationSupport.findAnnotation(context.getElement(), Requires.class)
			.stream()
			.flatMap((requires) -> Stream.of(requires.value()))
			.flatMap((program) -> program.absence().stream())
			.toList();
		return decide(nameOf(context), absences, Boolean.getBoolean("tickrelay.tests.complete"),
				System.getProperty("tickrelay.left-out"));
	}

	static ConditionEvaluationResult decide(String test, List<String> absences, boolean complete,
			@Nullable String leftOut) {
		if (absences.isEmpty()) {
			return ConditionEvaluationResult.enabled("all it requires is there");
		}
		String reason = String.join("; ", absences);
		if (complete) {
			throw new IllegalStateException(
					test + " " + reason + ". With tickrelay.tests.complete=true no test may be left out.");
		}
		if (leftOut != null) {
			note(Path.of(leftOut), test + " " + reason);
		}
		return ConditionEvaluationResult.disabled(reason);
	}

	private static void note(Path file, String line) {
		try {
			Files.createDirectories(Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file));
			Files.writeString(file, line + System.lineSeparator(), StandardOpenOption.CREATE,
					StandardOpenOption.APPEND);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String nameOf(ExtensionContext context) {
		String type = context.getRequiredTestClass().getSimpleName();
		return context.getTestMethod().map((method) -> type + "." + method.getName()).orElse(type);
	}

}
