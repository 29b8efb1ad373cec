package io.tickrelay.documents;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.tickrelay.downstream.contract.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whether each document has the one table of error codes.
 */
class ErrorTableTests {

	private static final String HEAD = "| code | `num` | HTTP status | `temporary` | what to do |";

	@ParameterizedTest
	@MethodSource
	void aDocumentHasARowForEachCode(String document) {
		List<String> lines = document.lines().map(String::strip).toList();
		assertThat(lines).containsOnlyOnce(HEAD);
		// Below the line that parts it from its head.
		assertThat(lines.stream().skip(lines.indexOf(HEAD) + 2).takeWhile((line) -> line.startsWith("|")))
			.containsExactlyElementsOf(Arrays.stream(ErrorCode.values()).map(ErrorTableTests::row).toList());
	}

	static Stream<String> aDocumentHasARowForEachCode() {
		return Stream.of(Document.OPENAPI.text(), Document.ASYNCAPI.text());
	}

	@Test
	void theSchemasKnowTheWordsAndNumbersOfTheTable() {
		assertThat(texts("ErrorCode"))
			.containsExactlyInAnyOrderElementsOf(Arrays.stream(ErrorCode.values()).map(ErrorCode::text).toList());
		assertThat(texts("ErrorNumber")).containsExactlyInAnyOrderElementsOf(
				Arrays.stream(ErrorCode.values()).map((code) -> String.valueOf(code.number())).distinct().toList());
	}

	private static List<String> texts(String schema) {
		return Document.ASYNCAPI.at("/components/schemas/" + schema + "/enum")
			.valueStream()
			.map(JsonNode::asString)
			.toList();
	}

	private static String row(ErrorCode code) {
		String statuses = code.statuses().isEmpty() ? "\u2013"
				: code.statuses().stream().map(String::valueOf).collect(Collectors.joining(", "));
		return "| `%s` | %d | %s | %s | %s |".formatted(code.text(), code.number(), statuses,
				code.isTemporary() ? "yes" : "no", code.remedy());
	}

}
