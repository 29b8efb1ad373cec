package io.tickrelay.testing.client;

import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One message of the relay, as a client got it.
 *
 * @param json the object
 * @param id the SSE event's id, where it had one
 * @param event the SSE event's name, where it had one
 */
public record Message(JsonNode json, @Nullable String id, @Nullable String event) {

	/** Reads messages and answers. */
	public static final JsonMapper JSON = JsonMapper.builder().build();

	/** The message's type. */
	public String type() {
		return text("type");
	}

	/** The canonical name of its stream, or nothing. */
	public String stream() {
		return text("stream");
	}

	/** A field's text, empty where it lacks. */
	public String text(String field) {
		return this.json.path(field).asString("");
	}

	/** A field's whole number; fails where it has none. */
	public long number(String field) {
		return this.json.path(field).longValue();
	}

	/** The texts of a field's list. */
	public List<String> texts(String field) {
		return this.json.path(field).valueStream().map((item) -> item.asString("")).toList();
	}

	/** The names of all fields. */
	public Collection<String> fields() {
		return this.json.propertyNames();
	}

	/** Whether it is a last known value. */
	public boolean isSnapshot() {
		return this.json.path("snapshot").asBoolean(false);
	}

	/** Whether it is news of a stream's data. */
	public boolean isTick() {
		return List.of("trade", "depth", "kline").contains(type());
	}

	/** Whether it is a status of the given state. */
	public boolean isStatus(String state) {
		return type().equals("status") && text("state").equals(state);
	}

}
