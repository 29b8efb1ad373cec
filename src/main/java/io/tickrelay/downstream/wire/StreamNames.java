package io.tickrelay.downstream.wire;

import java.util.ArrayList;
import java.util.List;

import tools.jackson.databind.JsonNode;

/**
 * The streams that a command names.
 *
 * @param names as they were typed, without blanks; empty where there is no list, or one
 * of something else
 */
record StreamNames(List<String> names) {

	static StreamNames of(JsonNode list) {
		List<String> names = new ArrayList<>(list.size());
		for (JsonNode name : list) {
			if (!list.isArray() || !name.isString()) {
				return new StreamNames(List.of());
			}
			if (!name.stringValue().isBlank()) {
				names.add(name.stringValue());
			}
		}
		return new StreamNames(names);
	}

	boolean areSome() {
		return !this.names.isEmpty();
	}

}
