package io.tickrelay;

import java.util.List;

/**
 * There are settings with which the relay can't start, and nothing else to do but to say
 * so.
 */
final class WrongSettingsException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	WrongSettingsException(List<String> faults) {
		super(String.join("\n", faults));
	}

}
