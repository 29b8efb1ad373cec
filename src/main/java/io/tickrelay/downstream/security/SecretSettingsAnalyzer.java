package io.tickrelay.downstream.security;

import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;

/**
 * Tells what is wrong with clients' keys in the settings, without quoting them. A key may
 * stand in the place of its hash, and Spring Boot would print it.
 */
final class SecretSettingsAnalyzer extends AbstractFailureAnalyzer<BindException> implements Ordered {

	private static final ConfigurationPropertyName SETTINGS = ConfigurationPropertyName.of("relay.downstream.security");

	private static final ConfigurationPropertyName KEYS = SETTINGS.append("keys");

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
		ConfigurationPropertyName name = cause.getName();
		if (name.equals(SETTINGS) && cause.getCause() instanceof BindValidationException invalid) {
			return analysis(invalid.getValidationErrors()
				.getAllErrors()
				.stream()
				.map(SecretSettingsAnalyzer::fault)
				.sorted()
				.collect(Collectors.joining("\n")));
		}
		return (name.equals(KEYS) || KEYS.isAncestorOf(name)) ? analysis(name
				+ " can't be read: relay.downstream.security.keys is a list of name, hash, expires-at and entitlements")
				: null;
	}

	/** Before Spring Boot's own. */
	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	private static String fault(ObjectError error) {
		String field = (error instanceof FieldError one) ? "." + one.getField() : "";
		return SETTINGS + field + " " + error.getDefaultMessage();
	}

	/** Without the cause, whose message has the values. */
	private static FailureAnalysis analysis(String description) {
		return new FailureAnalysis(description, null, new StartRefusedException(description));
	}

}
