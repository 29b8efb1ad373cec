package io.tickrelay.documents;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;

/**
 * One operation of the OpenAPI document.
 *
 * @param method in capitals
 * @param path as documented
 * @param json what the document says of it
 */
record Operation(String method, String path, JsonNode json) {

	/** All of them. */
	static List<Operation> all() {
		List<Operation> all = new ArrayList<>();
		Document.OPENAPI.at("/paths")
			.properties()
			.forEach((path) -> path.getValue()
				.properties()
				.forEach((method) -> all
					.add(new Operation(method.getKey().toUpperCase(Locale.ROOT), path.getKey(), method.getValue()))));
		return all;
	}

	/** What it may be asked with. */
	List<Parameter> parameters() {
		return this.json.path("parameters")
			.valueStream()
			.map((parameter) -> new Parameter(Document.OPENAPI.resolve(parameter)))
			.toList();
	}

	/** The path with the least that makes sense, and some parameters beside. */
	String target(Map<String, String> query) {
		Map<String, String> all = new LinkedHashMap<>();
		parameters().stream()
			.filter((parameter) -> parameter.name().equals("streams") || parameter.isRequired())
			.forEach((parameter) -> all.put(parameter.name(), parameter.examples().getFirst()));
		all.putAll(query);
		return this.path + all.entrySet()
			.stream()
			.map((entry) -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
			.collect(Collectors.joining("&", "?", ""));
	}

	/** What keeps an answer from being one of those that are documented. */
	List<String> faults(Answer answer) {
		JsonNode response = Document.OPENAPI.resolve(this.json.path("responses").path(String.valueOf(answer.status())));
		if (response.isMissingNode()) {
			return List.of("Status " + answer.status() + " is not documented: " + answer.body());
		}
		List<String> faults = new ArrayList<>();
		response.path("headers")
			.properties()
			.forEach((header) -> faults
				.addAll(headerFaults(header.getKey(), Document.OPENAPI.resolve(header.getValue()), answer)));
		JsonNode content = response.path("content").path(answer.mediaType());
		if (content.isMissingNode()) {
			faults.add("Content of type " + answer.mediaType() + " is not documented for " + answer.status());
		}
		else if (answer.isJson() && !answer.body().isEmpty()) {
			faults.addAll(Document.OPENAPI.faults(content.path("schema"), answer.json()));
		}
		return faults;
	}

	private static List<String> headerFaults(String name, JsonNode header, Answer answer) {
		String value = answer.headers().firstValue(name).orElse(null);
		if (value == null) {
			return List.of("The header " + name + " lacks");
		}
		boolean number = header.at("/schema/type").stringValue().equals("integer");
		return Document.OPENAPI.faults(header.path("schema"),
				Answer.JSON.readTree(number ? value : "\"" + value + "\""));
	}

	@Override
	public String toString() {
		return this.method + " " + this.path;
	}

	/**
	 * One of its parameters.
	 *
	 * @param json what the document says of it
	 */
	record Parameter(JsonNode json) {

		String name() {
			return this.json.path("name").stringValue();
		}

		boolean isRequired() {
			return this.json.path("required").asBoolean(false);
		}

		boolean isQuery() {
			return this.json.path("in").stringValue().equals("query");
		}

		/** Its examples, as they stand in a URL. */
		List<String> examples() {
			return this.json.path("examples").valueStream().map((example) -> text(example.path("value"))).toList();
		}

		/** What lies just within its bounds. */
		List<String> allowed() {
			JsonNode schema = Document.OPENAPI.resolve(this.json.path("schema"));
			return Stream.of(schema.path("enum").valueStream().map(Parameter::text),
					Stream.of("minimum", "maximum").filter(schema::has).map((bound) -> text(schema.path(bound))),
					Stream.of("default").filter(schema::has).map((value) -> text(schema.path(value))),
					schema.path("type").asString("").equals("boolean") ? Stream.of("true", "false")
							: Stream.<String>empty(),
					schema.has("maxLength") ? Stream.of("x".repeat(schema.path("maxLength").intValue()))
							: Stream.<String>empty())
				.flatMap((values) -> values)
				.distinct()
				.toList();
		}

		/** What lies just beyond its bounds. */
		List<String> forbidden() {
			JsonNode schema = Document.OPENAPI.resolve(this.json.path("schema"));
			List<String> beyond = new ArrayList<>();
			if (schema.has("enum") || schema.path("type").asString("").equals("boolean")) {
				beyond.add("nonsense");
			}
			if (schema.path("type").asString("").equals("integer")) {
				beyond.addAll(List.of("x", "1.5", String.valueOf(schema.path("minimum").longValue() - 1),
						String.valueOf(schema.path("maximum").longValue() + 1)));
			}
			if (schema.has("pattern")) {
				beyond.add("No such");
			}
			if (schema.has("maxLength")) {
				beyond.add("x".repeat(schema.path("maxLength").intValue() + 1));
			}
			return beyond;
		}

		private static String text(JsonNode value) {
			return value.isArray() ? value.valueStream().map(JsonNode::asString).collect(Collectors.joining(","))
					: value.asString();
		}

		@Override
		public String toString() {
			return name();
		}

	}

}
