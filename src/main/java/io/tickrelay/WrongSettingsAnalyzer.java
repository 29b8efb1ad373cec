package io.tickrelay;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Makes Spring Boot print one sentence a setting instead of a stack trace.
 */
final class WrongSettingsAnalyzer extends AbstractFailureAnalyzer<WrongSettingsException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, WrongSettingsException cause) {
		return new FailureAnalysis(cause.getMessage(), null, cause);
	}

}
