package io.tickrelay.cluster.engine;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The engine's report of itself. Source: the documentation of Redis' INFO.
 */
final class EngineFacts {

	private EngineFacts() {
	}

	static Map<String, String> parse(String report) {
		Map<String, String> facts = new LinkedHashMap<>();
		report.lines().forEach((line) -> {
			int colon = line.indexOf(':');
			if (colon > 0 && line.charAt(0) != '#') {
				facts.put(line.substring(0, colon), line.substring(colon + 1).strip());
			}
		});
		return facts;
	}

}
