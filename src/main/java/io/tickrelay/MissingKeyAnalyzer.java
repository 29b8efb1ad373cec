package io.tickrelay;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Makes Spring Boot print one sentence instead of a stack trace.
 */
final class MissingKeyAnalyzer extends AbstractFailureAnalyzer<MissingKeyException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, MissingKeyException cause) {
		return new FailureAnalysis(cause.getMessage(), null, cause);
	}

}
