package io.tickrelay.documents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Comments are written so that a reader reads each sentence once. */
class ProseTests {

	private static final String LONG = "One word and " + "another word and ".repeat(8) + "the last.";

	@ParameterizedTest
	@MethodSource
	void aSourceFileKeepsTheRules(Path file) throws IOException {
		assertThat(Prose.faults(Files.readString(file))).isEmpty();
	}

	static Stream<Path> aSourceFileKeepsTheRules() throws IOException {
		try (Stream<Path> files = Files.walk(Path.of("src"))) {
			return files.filter((file) -> file.toString().endsWith(".java")).toList().stream();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/** Whoever comes. */", "// A client that nobody\n// knows.",
			"/* A text; a client that somebody\n * has. */", "/**\n * @param some Somebody's part\n */" })
	void aSubjectThatIsNoNounIsNoticed(String source) {
		assertThat(Prose.faults(source)).hasSize(1).first().asString().startsWith("no noun");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/** %s */", "// %s", "int a; // Short. %s", "/**\n * Short.\n * @return %s */" })
	void aSentenceOfManyWordsIsNoticed(String source) {
		assertThat(Prose.faults(source.formatted(LONG))).hasSize(1).first().asString().startsWith("29 words");
	}

	@ParameterizedTest
	@ValueSource(strings = { "String text = \"%s\";", "/** <pre>%s</pre> */",
			"/** Code {@code %s} stands for one word. */" })
	void whatIsNoSentenceIsLeftAlone(String source) {
		assertThat(Prose.faults(source.formatted(LONG))).isEmpty();
	}

}
