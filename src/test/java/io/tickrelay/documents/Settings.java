package io.tickrelay.documents;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.io.ClassPathResource;

/**
 * The relay's settings, as the configuration processor wrote them down at compile time.
 */
final class Settings {

	static final Settings METADATA = new Settings();

	private final SortedMap<String, Setting> settings = new TreeMap<>();

	private Settings() {
		JsonNode properties = load().at("/properties");
		properties.valueStream().map(Settings::setting).forEach((one) -> this.settings.put(one.name(), one));
		// The group has a table of its own.
		this.settings.keySet().removeIf((name) -> isGroup(name + "."));
	}

	private boolean isGroup(String prefix) {
		return this.settings.keySet().stream().anyMatch((name) -> name.startsWith(prefix));
	}

	Collection<Setting> all() {
		return this.settings.values();
	}

	/** Whether a setting, a group of them, or the beginning of a name is called so. */
	boolean knows(String name) {
		return this.settings.containsKey(name) || isGroup(name + ".");
	}

	private static Setting setting(JsonNode property) {
		JsonNode fallback = property.path("defaultValue");
		String text = fallback.isArray() ? String.join(",", fallback.valueStream().map(JsonNode::asString).toList())
				: fallback.asString("").replaceAll("[\\[\\] ]", "");
		return new Setting(property.path("name").asString(), property.path("type").asString(""), text,
				property.path("description").asString(""));
	}

	private static JsonNode load() {
		try (InputStream metadata = new ClassPathResource("META-INF/spring-configuration-metadata.json")
			.getInputStream()) {
			return JsonMapper.shared().readTree(metadata);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * One setting.
	 *
	 * @param name its name, dashes between words
	 * @param type its Java type
	 * @param fallback its default, empty for none
	 * @param description its Javadoc
	 */
	record Setting(String name, String type, String fallback, String description) {

		/** The part of the name before the last dot. */
		String group() {
			return this.name.substring(0, this.name.lastIndexOf('.'));
		}

	}

}
