package io.tickrelay.load;

import java.util.Map;
import java.util.TreeSet;

/**
 * Reads settings that were given as texts, and explains a wrong one.
 */
final class SettingsReader {

	private static final String PREFIX = "load.";

	private final Map<String, String> values;

	SettingsReader(Map<String, String> values) {
		this.values = values;
	}

	int number(String name, int least, int most) {
		String text = text(name);
		try {
			int number = Integer.parseInt(text);
			if (number >= least && number <= most) {
				return number;
			}
		}
		catch (NumberFormatException _) {
			// The error is told below, like that of a number out of range.
		}
		throw new IllegalArgumentException(
				PREFIX + name + " is a whole number from " + least + " to " + most + ", not \"" + text + "\"");
	}

	boolean flag(String name) {
		return choice(name, Map.of("true", true, "false", false));
	}

	<T> T choice(String name, Map<String, T> choices) {
		T chosen = choices.get(text(name));
		if (chosen == null) {
			throw new IllegalArgumentException(
					PREFIX + name + " is one of " + new TreeSet<>(choices.keySet()) + ", not \"" + text(name) + "\"");
		}
		return chosen;
	}

	String text(String name) {
		String text = this.values.get(name);
		if (text == null) {
			throw new IllegalArgumentException(PREFIX + name + " is missing");
		}
		return text.strip();
	}

}
