package io.tickrelay;

import java.util.List;

/**
 * The relay can't start with some of its settings.
 */
final class WrongSettingsException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	WrongSettingsException(List<String> faults) {
		super(String.join("\n", faults));
	}

}
