package io.tickrelay;

import java.util.List;

/**
 * There are settings that the relay does not have, and nothing else to do but to say so.
 */
final class UnknownSettingsException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	UnknownSettingsException(List<String> faults) {
		super(String.join("\n", faults));
	}

}
