package io.tickrelay.documents;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The page of settings, one table a group.
 */
final class ConfigurationPage {

	private static final String HEAD = """
			# Configuration

			This page is generated from the Javadoc of the settings ([Testing](testing.md#documents) tells how).

			- Every setting is also an environment variable by Spring's rules: `RELAY_DEMAND_LINGER=10s`. Dashes are left out, or become underscores.
			- A name below `relay` that is no setting stops the start, and the nearest setting is named.
			- Variables that Kubernetes or Docker set for a service called `relay…` are ignored: `RELAY_SERVICE_HOST`, `RELAY_PORT=tcp://…`, `RELAY_PORT_8080_TCP…`.
			""";

	private final Settings settings;

	ConfigurationPage(Settings settings) {
		this.settings = settings;
	}

	String text() {
		Map<String, List<Settings.Setting>> groups = this.settings.all()
			.stream()
			.collect(Collectors.groupingBy(Settings.Setting::group, TreeMap::new, Collectors.toList()));
		StringBuilder page = new StringBuilder(HEAD);
		groups.forEach((group, settings) -> {
			page.append(
					"\n## `%s`\n\n| setting | type | default | description |\n|---|---|---|---|\n".formatted(group));
			settings.forEach((setting) -> page.append(row(setting)));
		});
		return page.toString();
	}

	private static String row(Settings.Setting setting) {
		String fallback = setting.fallback().isEmpty() ? "none" : "`" + setting.fallback() + "`";
		return "| `%s` | %s | %s | %s |\n".formatted(setting.name(), type(setting.type()), fallback,
				setting.description().replaceAll("\\{@code ([^}]*)}", "`$1`").replace("|", "\\|"));
	}

	private static String type(String type) {
		String name = type.replaceAll("[A-Za-z0-9_]+[.$]", "");
		return name.replaceAll("List<(.*)>", "list of $1").replaceAll("Set<(.*)>", "set of $1");
	}

}
