package io.tickrelay.documents;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.tickrelay.downstream.compat.wire.CompatError;
import io.tickrelay.downstream.contract.DisconnectReason;
import io.tickrelay.downstream.contract.ErrorCode;
import io.tickrelay.hub.GapCause;
import io.tickrelay.hub.Resumption;
import io.tickrelay.hub.StreamStatus;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Interval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The documents by themselves: valid, and in step with the code's own lists of words.
 */
class DocumentTests {

	private static final String OPENAPI_SCHEMA = "https://spec.openapis.org/oas/3.1/schema-base/2022-10-07";

	@Test
	void theOpenApiDocumentIsValid() {
		assertThat(openApiFaults(Document.OPENAPI.json().toString())).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';',
			value = { "/info;titel;\"x\"", "/paths/~1v1~1stream/get;responses;[]", "/paths;v1;{}",
					"/components/parameters/Rate;in;\"body\"", "/components/securitySchemes/apiKey;type;\"key\"",
					"/components/schemas/Problem;type;\"objekt\"", "/components/responses/TooMany;description;1" })
	void aMistakeInTheOpenApiDocumentIsNoticed(String pointer, String field, String value) {
		assertThat(openApiFaults(Document.OPENAPI.withChange(pointer, field, value))).isNotEmpty();
	}

	@Test
	void theAsyncApiDocumentIsValid() {
		assertThat(AsyncApiRules.faults(Document.ASYNCAPI.json().toString())).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';',
			value = { "/info;titel;\"x\"", "/operations/takePing;action;\"take\"",
					"/operations/takePing;channel;{\"$ref\":\"#/channels/nowhere\"}", "/channels/socket;adress;\"/x\"",
					"/channels/socket/messages;trade;{\"$ref\":\"#/components/messages/nothing\"}",
					"/components/messages/trade;sumary;\"x\"", "/servers/http;hots;\"x\"" })
	void aMistakeInTheAsyncApiDocumentIsNoticed(String pointer, String field, String value) {
		assertThat(AsyncApiRules.faults(Document.ASYNCAPI.withChange(pointer, field, value))).isNotEmpty();
	}

	@Test
	void theSchemasOfTheAsyncApiDocumentAreSchemas() {
		SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7);
		var draft7 = registry.getSchema(SchemaLocation.of(SpecificationVersion.DRAFT_7.getDialectId()));
		assertThat(Document.ASYNCAPI.at("/components/schemas").properties())
			.allSatisfy((schema) -> assertThat(draft7.validate(schema.getValue())).isEmpty());
	}

	@Test
	void everyReferenceLeadsSomewhere() {
		for (Document document : List.of(Document.OPENAPI, Document.ASYNCAPI)) {
			assertThat(document.objects().filter((node) -> node.has("$ref")))
				.allSatisfy((node) -> assertThat(document.resolve(node).isMissingNode()).isFalse());
		}
	}

	@ParameterizedTest
	@MethodSource
	void anExampleIsAsItsSchemaHasIt(Document document, JsonNode schema, JsonNode example) {
		assertThat(document.faults(schema, example)).isEmpty();
	}

	static Stream<Arguments> anExampleIsAsItsSchemaHasIt() {
		// Of media types and parameters, and of messages.
		Stream<Arguments> openApi = Document.OPENAPI.objects()
			.filter((node) -> node.has("schema") && node.has("examples"))
			.flatMap((node) -> node.path("examples")
				.valueStream()
				.map((example) -> Arguments.of(Document.OPENAPI, node.path("schema"), example.path("value"))));
		Stream<Arguments> asyncApi = Document.ASYNCAPI.at("/components/messages")
			.valueStream()
			.flatMap((message) -> message.path("examples")
				.valueStream()
				.map((example) -> Arguments.of(Document.ASYNCAPI, message.path("payload"), example.path("payload"))));
		return Stream.concat(openApi, asyncApi);
	}

	@Test
	void everyMessageHasAnExample() {
		assertThat(Document.ASYNCAPI.at("/components/messages")).allMatch((message) -> message.has("examples"));
	}

	@Test
	void anExampleHasTheNumberOfItsCode() {
		Map<String, ErrorCode> codes = codes();
		assertThat(Stream.concat(Document.OPENAPI.objects(), Document.ASYNCAPI.objects())
			.filter((node) -> node.has("num") && codes.containsKey(node.path("code").asString(""))))
			.isNotEmpty()
			.allSatisfy((node) -> assertThat(codes.values())
				.filteredOn((code) -> code.text().equals(node.path("code").stringValue()))
				.extracting(ErrorCode::number)
				.containsExactly(node.path("num").intValue()));
	}

	@Test
	void theWordsAreThoseOfTheCode() {
		assertThat(words("ErrorCode")).isEqualTo(codes().keySet());
		assertThat(numbers("/components/schemas/ErrorNumber/enum"))
			.containsAll(Arrays.stream(ErrorCode.values()).map(ErrorCode::number).toList());
		assertThat(words("State")).isEqualTo(texts(StreamStatus.State.values(), StreamStatus.State::text));
		assertThat(words("Cause")).isEqualTo(texts(StreamStatus.Cause.values(), StreamStatus.Cause::text));
		assertThat(words("Interval")).isEqualTo(texts(Interval.values(), Interval::text));
		assertThat(words("Gap/properties/cause")).isEqualTo(texts(GapCause.values(), GapCause::text));
		assertThat(words("Resumed/properties/reason"))
			.isEqualTo(texts(Resumption.Reason.values(), Resumption.Reason::text));
		assertThat(numbers("/components/schemas/CompatError/properties/code/enum"))
			.containsExactlyInAnyOrderElementsOf(Arrays.stream(CompatError.values()).map(CompatError::number).toList());
		assertThat(Document.OPENAPI.at("/components/parameters/Channels/schema/items/enum").valueStream())
			.extracting(JsonNode::stringValue)
			.containsExactlyElementsOf(Channel.texts());
	}

	@Test
	void everyCloseCodeIsDocumentedWithItsReason() {
		Set<String> documented = new TreeSet<>();
		for (String channel : List.of("socket", "compat")) {
			Document.ASYNCAPI.at("/channels/" + channel + "/x-close-codes")
				.properties()
				.forEach((code) -> documented
					.add(code.getKey() + " " + code.getValue().stringValue().replaceAll(",.*", "")));
		}
		Set<String> used = texts(Arrays.stream(DisconnectReason.values())
			// A client that has gone hears nothing, and a plan or a relay that is full
			// ends no WebSocket.
			.filter((reason) -> !EnumSet
				.of(DisconnectReason.CLIENT_GONE, DisconnectReason.QUOTA, DisconnectReason.STREAMS_FULL)
				.contains(reason))
			.toArray(DisconnectReason[]::new), (reason) -> reason.closeCode() + " " + reason.text());
		assertThat(documented).isEqualTo(used);
	}

	private static List<String> openApiFaults(String document) {
		return SchemaRegistry
			.withDefaultDialect(SpecificationVersion.DRAFT_2020_12,
					(registry) -> registry.schemaIdResolvers(
							(ids) -> ids.mapPrefix("https://spec.openapis.org/", "classpath:spec.openapis.org/")))
			.getSchema(SchemaLocation.of(OPENAPI_SCHEMA))
			.validate(document, InputFormat.JSON)
			.stream()
			.map((error) -> error.getInstanceLocation() + ": " + error.getMessage())
			.toList();
	}

	private static Map<String, ErrorCode> codes() {
		return Arrays.stream(ErrorCode.values()).collect(Collectors.toMap(ErrorCode::text, (code) -> code));
	}

	private static <T> Set<String> texts(T[] values, Function<T, String> text) {
		return new TreeSet<>(Arrays.stream(values).map(text).toList());
	}

	private static Set<String> words(String schema) {
		return new TreeSet<>(Document.ASYNCAPI.at("/components/schemas/" + schema + "/enum")
			.valueStream()
			.map(JsonNode::stringValue)
			.toList());
	}

	private static List<Integer> numbers(String pointer) {
		return Document.ASYNCAPI.at(pointer).valueStream().map(JsonNode::intValue).toList();
	}

}
