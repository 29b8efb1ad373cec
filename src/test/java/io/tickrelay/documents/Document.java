package io.tickrelay.documents;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

import org.springframework.core.io.ClassPathResource;

/**
 * A document as it is served, and the schemas in it.
 */
final class Document {

	private static final String HOME = "https://relay.test/";

	private static final YAMLMapper YAML = YAMLMapper.builder()
		.enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
		.build();

	/** Read as OpenAPI 3.1 has it. */
	static final Document OPENAPI = new Document("openapi.yaml", SpecificationVersion.DRAFT_2020_12);

	/** Read as AsyncAPI 3 has it, whose schemas are a superset of draft 7. */
	static final Document ASYNCAPI = new Document("asyncapi.yaml", SpecificationVersion.DRAFT_7);

	private final String name;

	private final String text;

	private final JsonNode json;

	private final SchemaRegistry schemas;

	private Document(String name, SpecificationVersion dialect) {
		this.name = name;
		this.text = load(name);
		this.json = YAML.readTree(this.text);
		Map<String, String> both = Map.of(HOME + "openapi.yaml", YAML.readTree(load("openapi.yaml")).toString(),
				HOME + "asyncapi.yaml", YAML.readTree(load("asyncapi.yaml")).toString());
		this.schemas = SchemaRegistry.withDefaultDialect(dialect, (registry) -> registry.schemas(both));
	}

	/** As it stands in its file. */
	String text() {
		return this.text;
	}

	/** The whole. */
	JsonNode json() {
		return this.json;
	}

	/** What stands at a place; fails where nothing does. */
	JsonNode at(String pointer) {
		return this.json.requiredAt(pointer);
	}

	/** What a node says, or the node that it refers to. */
	JsonNode resolve(JsonNode node) {
		if (!node.has("$ref")) {
			return node;
		}
		String reference = node.path("$ref").stringValue();
		int hash = reference.indexOf('#');
		Document other = reference.startsWith("asyncapi.yaml") ? ASYNCAPI : this;
		return other.resolve(other.at(reference.substring(hash + 1)));
	}

	/** What keeps a value from being as a schema of this document has it. */
	List<String> faults(JsonNode schema, JsonNode value) {
		return this.schemas.getSchema(absolute(schema))
			.validate(value)
			.stream()
			.map((error) -> error.getInstanceLocation() + ": " + error.getMessage())
			.toList();
	}

	/** Every object in it. */
	Stream<JsonNode> objects() {
		return descendants(this.json).filter(JsonNode::isObject);
	}

	private static Stream<JsonNode> descendants(JsonNode node) {
		return Stream.concat(Stream.of(node), node.valueStream().flatMap(Document::descendants));
	}

	/** The same schema, to be understood outside of its document. */
	private JsonNode absolute(JsonNode schema) {
		JsonNode copy = schema.deepCopy();
		descendants(copy).filter((node) -> node.has("$ref")).forEach((node) -> {
			String reference = node.path("$ref").stringValue();
			((ObjectNode) node).put("$ref", HOME + (reference.startsWith("#") ? this.name : "") + reference);
		});
		return copy;
	}

	/** The same document in JSON, with one value put in place of what stands there. */
	String withChange(String pointer, String field, String value) {
		JsonNode copy = this.json.deepCopy();
		((ObjectNode) copy.requiredAt(pointer)).set(field, JsonMapper.shared().readTree(value));
		return copy.toString();
	}

	private static String load(String name) {
		try (InputStream file = new ClassPathResource("static/" + name).getInputStream()) {
			return new String(file.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
