package io.tickrelay.fuzz;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/**
 * The fields of one push, read from lines of text. A first line that ends with
 * {@code bare} makes a push without its envelope. An empty line is a field that was not
 * sent. A hash mark before a number leaves out its quotes. Lines behind the fields are
 * levels, such as {@code a 63039 0.5}.
 */
final class PushFields {

	private static final Pattern NUMBER = Pattern.compile("#-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private final boolean bare;

	/** The fields by name, as they stand in the lines. */
	private final Map<String, String> fields = new LinkedHashMap<>();

	private final List<Level> levels = new ArrayList<>();

	private PushFields(List<String> lines, List<String> names) {
		this.bare = lines.getFirst().endsWith("bare");
		for (int i = 1; i < lines.size(); i++) {
			if (i > names.size()) {
				Level.read(lines.get(i), this.levels);
			}
			else if (!lines.get(i).isEmpty()) {
				this.fields.put(names.get(i - 1), lines.get(i));
			}
		}
	}

	static PushFields of(String input, String... names) {
		return new PushFields(List.of(input.split("\n", -1)), List.of(names));
	}

	/** The value of a field, or null where it was not sent. */
	@Nullable String text(String name) {
		String field = this.fields.get(name);
		return (field != null && NUMBER.matcher(field).matches()) ? field.substring(1) : field;
	}

	List<Level> levels() {
		return this.levels;
	}

	byte[] frame(int code) {
		return frame(code, object());
	}

	byte[] frame(int code, List<Level> book) {
		ObjectNode push = object();
		push.set("a", Level.columns(Level.ofSide(book, "a")));
		push.set("b", Level.columns(Level.ofSide(book, "b")));
		return frame(code, push);
	}

	/** REST's answer that holds the same bar, with that interface's names. */
	byte[] answer() {
		ObjectNode bar = object();
		bar.remove(List.of("s", "ty"));
		JsonNode percent = bar.remove("pfr");
		if (percent != null) {
			bar.set("pc", percent);
		}
		ObjectNode answer = JSON.createObjectNode().put("ret", 200);
		ObjectNode symbol = answer.putArray("data").addObject();
		put(symbol, "s");
		symbol.putArray("respList").add(bar);
		return JSON.writeValueAsBytes(answer);
	}

	private byte[] frame(int code, ObjectNode push) {
		JsonNode frame = this.bare ? push : JSON.createObjectNode().put("code", code).set("data", push);
		return JSON.writeValueAsBytes(frame);
	}

	private ObjectNode object() {
		ObjectNode object = JSON.createObjectNode();
		this.fields.keySet().forEach((name) -> put(object, name));
		return object;
	}

	private void put(ObjectNode object, String name) {
		String field = this.fields.get(name);
		if (field != null && NUMBER.matcher(field).matches()) {
			object.putRawValue(name, new RawValue(field.substring(1)));
		}
		else if (field != null) {
			object.put(name, field);
		}
	}

	/**
	 * One level of a book, on the side {@code a} or {@code b}.
	 */
	record Level(String side, String price, String size) {

		static void read(String line, List<Level> levels) {
			String[] parts = line.split(" ", 3);
			if (parts.length == 3 && (parts[0].equals("a") || parts[0].equals("b"))) {
				levels.add(new Level(parts[0], parts[1], parts[2]));
			}
		}

		/** The pairs that a client reads. */
		static List<List<String>> of(JsonNode pairs) {
			return StreamSupport.stream(pairs.spliterator(), false)
				.map((pair) -> List.of(pair.path(0).stringValue(), pair.path(1).stringValue()))
				.toList();
		}

		static List<List<String>> ofSide(List<Level> levels, String side) {
			return levels.stream()
				.filter((level) -> level.side.equals(side))
				.map((level) -> List.of(level.price, level.size))
				.toList();
		}

		/** The upstream's form: a list of prices and one of sizes. */
		static ArrayNode columns(List<List<String>> pairs) {
			ArrayNode columns = JSON.createArrayNode();
			ArrayNode prices = columns.addArray();
			ArrayNode sizes = columns.addArray();
			for (List<String> pair : pairs) {
				prices.add(pair.get(0));
				sizes.add(pair.get(1));
			}
			return columns;
		}

	}

}
