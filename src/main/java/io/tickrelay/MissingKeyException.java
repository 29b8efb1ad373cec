package io.tickrelay;

import org.jspecify.annotations.Nullable;

/**
 * There is no key for the upstream, so the relay can't start.
 */
final class MissingKeyException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	private static final String REMEDY = "Set INFOWAY_API_KEY (or relay.upstream.api-key, or relay.upstream.api-key-file)"
			+ " to the key of your Infoway plan, or start with the profile demo for simulated data.";

	MissingKeyException(@Nullable String reason) {
		super((reason != null) ? reason + " " + REMEDY : REMEDY);
	}

}
