package io.tickrelay;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.tickrelay.downstream.contract.NearNames;

/**
 * The name of a setting as it is documented, and the other spellings that Spring Boot
 * takes for it.
 *
 * @param elements its parts in lower case with dashes
 */
record SettingName(List<String> elements) {

	/** Stands for the number of a list's entry. */
	static final String INDEX = "[]";

	/** Stands for the key of a map, at the end of a name. */
	static final String ANY = "*";

	private static final Pattern PART = Pattern.compile("\\[[^\\]]*\\]|[^.\\[\\]]+");

	private static final Pattern NUMBER = Pattern.compile("\\[?[0-9]+\\]?");

	static SettingName of(String dotted) {
		return new SettingName(List.of(dotted.split("\\.")));
	}

	/** The parts of a name in a file, on the command line or among system properties. */
	static List<String> parts(String typed) {
		return PART.matcher(typed).results().map((part) -> part.group()).toList();
	}

	SettingName with(String element) {
		List<String> longer = new ArrayList<>(this.elements);
		longer.add(element);
		return new SettingName(List.copyOf(longer));
	}

	/** Whether the name is one entry of a list. */
	boolean isEntry() {
		return last().equals(INDEX);
	}

	String last() {
		return this.elements.getLast();
	}

	/** Whether the parts of a typed name are this name, in any of Boot's spellings. */
	boolean matches(List<String> parts) {
		return matches(
				this.elements.stream().map((element) -> isPlaceholder(element) ? element : bare(element)).toList(),
				parts);
	}

	/**
	 * Whether an environment variable is this name. Each dash is left out, or each is an
	 * underscore; Boot takes no mixture.
	 */
	boolean matchesVariable(List<String> words) {
		return matches(words) || matches(this.elements.stream()
			.flatMap(
					(element) -> isPlaceholder(element) ? List.of(element).stream() : Arrays.stream(element.split("-")))
			.toList(), words);
	}

	/** The name as a file has it. */
	String dotted() {
		return String.join(".", this.elements).replace("." + INDEX, "[0]");
	}

	/** The name as the environment has it. */
	String variable() {
		return this.elements.stream()
			.map((element) -> element.equals(INDEX) ? "0" : bare(element))
			.map((element) -> element.toUpperCase(Locale.ROOT))
			.collect(Collectors.joining("_"));
	}

	private static boolean matches(List<String> expected, List<String> parts) {
		boolean ofMap = expected.getLast().equals(ANY);
		int fixed = expected.size() - (ofMap ? 1 : 0);
		if (ofMap ? parts.size() <= fixed : parts.size() != fixed) {
			return false;
		}
		for (int i = 0; i < fixed; i++) {
			boolean same = expected.get(i).equals(INDEX) ? NUMBER.matcher(parts.get(i)).matches()
					: expected.get(i).equals(bare(parts.get(i)));
			if (!same) {
				return false;
			}
		}
		return true;
	}

	private static boolean isPlaceholder(String element) {
		return element.equals(INDEX) || element.equals(ANY);
	}

	private static String bare(String element) {
		return NearNames.bare(element);
	}

}
