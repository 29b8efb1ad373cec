package io.tickrelay;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import io.tickrelay.downstream.contract.NearNames;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Stops the start where a setting below {@code relay} has a name that no setting has:
 * Spring Boot would start with the default. Runs before any setting is used. It tells
 * names and never values.
 */
final class UnknownSettings implements BeanFactoryPostProcessor {

	private static final int MOST_TOLD = 5;

	/** The cost of a word that stands for another word's last part: that of two slips. */
	private static final int MOVED = 2;

	private static final Pattern BELOW = Pattern.compile("(?i)relay[._\\-\\[].+");

	private static final Pattern NO_OPTION = Pattern.compile("(?i)-?relay[._\\-][a-z][^=:]*[=:]?.*");

	/** Text behind another character is no name, and may be a secret. */
	private static final Pattern NO_NAME = Pattern.compile("[^A-Za-z0-9._\\-\\[\\]].*", Pattern.DOTALL);

	/**
	 * Variables that Kubernetes and Docker set in a container for a service whose name
	 * begins with relay.
	 */
	private static final Pattern OF_SERVICE = Pattern
		.compile("RELAY_(?:.+_)?(?:SERVICE_HOST|SERVICE_PORT(?:_.+)?|PORT_\\d+_(?:TCP|UDP|SCTP)(?:_.+)?|ENV_.+)");

	private static final Pattern SERVICE_PORT = Pattern.compile("RELAY_(?:.+_)?PORT");

	private static final Pattern SERVICE_URL = Pattern.compile("(?:tcp|udp|sctp)://.*");

	private static final Pattern LINK_NAME = Pattern.compile("RELAY_(?:.+_)?NAME");

	private final ConfigurableEnvironment environment;

	UnknownSettings(ConfigurableEnvironment environment) {
		this.environment = environment;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		KnownSettings known = KnownSettings.load();
		List<String> faults = new ArrayList<>();
		for (PropertySource<?> source : this.environment.getPropertySources()) {
			if (source instanceof EnumerablePropertySource<?> enumerable) {
				for (String name : enumerable.getPropertyNames()) {
					if (BELOW.matcher(name).matches() && !isKnown(name, enumerable, known)) {
						faults.add(fault(name, enumerable, known));
					}
				}
			}
			if (source instanceof CommandLinePropertySource<?> line) {
				strayArguments(line).forEach((argument) -> faults.add(stray(argument, known)));
			}
		}
		if (!faults.isEmpty()) {
			throw new WrongSettingsException(faults.stream().distinct().limit(MOST_TOLD).toList());
		}
	}

	private static boolean isKnown(String name, EnumerablePropertySource<?> source, KnownSettings known) {
		List<String> parts = SettingName.parts(name);
		if (known.names().stream().anyMatch((one) -> one.matches(parts))) {
			return true;
		}
		// The name is a group without settings, which YAML has where all are commented
		// out.
		if (String.valueOf(source.getProperty(name)).isEmpty()
				&& known.groups().stream().anyMatch((one) -> one.matches(parts))) {
			return true;
		}
		if (!isEnvironment(source)) {
			return false;
		}
		List<String> words = words(name);
		return isOfAnother(name, String.valueOf(source.getProperty(name)))
				|| known.names().stream().anyMatch((one) -> one.matchesVariable(words));
	}

	/** Whether a variable is there because a service of that name is. */
	private static boolean isOfAnother(String name, String value) {
		return OF_SERVICE.matcher(name).matches()
				|| (SERVICE_PORT.matcher(name).matches() && SERVICE_URL.matcher(value).matches())
				|| (LINK_NAME.matcher(name).matches() && value.startsWith("/"));
	}

	private static String fault(String name, EnumerablePropertySource<?> source, KnownSettings known) {
		boolean variable = isEnvironment(source) && name.indexOf('.') < 0;
		List<String> words = variable ? words(name)
				: SettingName.parts(name).stream().filter((part) -> !part.startsWith("[")).toList();
		SettingName nearest = nearest(words, known);
		return printable(name) + where(name, source) + " is no setting of the relay: the nearest is "
				+ (variable ? nearest.variable() : nearest.dotted()) + ".";
	}

	private static String stray(String argument, KnownSettings known) {
		String name = printable(argument).replaceFirst("^-", "");
		SettingName nearest = nearest(SettingName.parts(name), known);
		return "The argument " + name + " has no effect: the command line takes settings as --" + nearest.dotted()
				+ "=value.";
	}

	private static SettingName nearest(List<String> words, KnownSettings known) {
		String whole = NearNames.bare(String.join("", words));
		return known.names()
			.stream()
			.filter((one) -> !one.isEntry())
			.min(Comparator.comparingInt((SettingName one) -> distance(words, whole, one))
				.thenComparing(SettingName::dotted))
			.orElseThrow();
	}

	private static int distance(List<String> words, String whole, SettingName known) {
		int least = NearNames.distance(whole, NearNames.bare(known.dotted().replace("[0]", "")));
		String last = NearNames.bare(known.last());
		for (int from = Math.max(1, words.size() - MOVED - 1); from < words.size(); from++) {
			String end = NearNames.bare(String.join("", words.subList(from, words.size())));
			least = Math.min(least, MOVED + NearNames.distance(end, last));
		}
		return least;
	}

	private static List<String> strayArguments(CommandLinePropertySource<?> line) {
		String arguments = line.getProperty(CommandLinePropertySource.DEFAULT_NON_OPTION_ARGS_PROPERTY_NAME);
		return (arguments == null) ? List.of()
				: Arrays.stream(arguments.split(",")).filter((one) -> NO_OPTION.matcher(one).matches()).toList();
	}

	private static String where(String name, PropertySource<?> source) {
		if (source instanceof CommandLinePropertySource<?>) {
			return " on the command line";
		}
		if (isEnvironment(source)) {
			return " in the environment";
		}
		if (source.getName().equals(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME)) {
			return " among the system properties";
		}
		Origin origin = OriginLookup.getOrigin(source, name);
		return " in " + ((origin != null) ? origin : source.getName());
	}

	private static boolean isEnvironment(PropertySource<?> source) {
		return source instanceof SystemEnvironmentPropertySource;
	}

	private static List<String> words(String variable) {
		return Arrays.stream(variable.toLowerCase(Locale.ROOT).split("_")).filter((word) -> !word.isEmpty()).toList();
	}

	private static String printable(String name) {
		return NO_NAME.matcher(name).replaceFirst("…");
	}

}
