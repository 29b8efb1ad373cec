package io.tickrelay.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class SourceRulesTests {

	private static final Path TESTS = Path.of("src/test/java");

	private final SourceRules rules = new SourceRules(300, 30, 12);

	@ParameterizedTest
	@ValueSource(strings = { "src/main/java", "src/test/java", "src/jmh", "src/image" })
	void noFileIsLongerThanThreeHundredLines(String folder) {
		assertThat(this.rules.longFiles(Path.of(folder))).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "src/main/java", "src/test/java", "src/jmh" })
	void noPackageHasMoreThanThirtyFiles(String folder) {
		assertThat(this.rules.halls(Path.of(folder))).isEmpty();
	}

	@Test
	void aHallIsFound(@TempDir Path folder) throws IOException {
		for (String room : List.of("room", "hall")) {
			Files.createDirectory(folder.resolve(room));
			for (int i = 0; i < 30; i++) {
				Files.createFile(folder.resolve(room).resolve("File" + i + ".java"));
			}
		}
		Files.createFile(folder.resolve("hall").resolve("OneMore.java"));
		assertThat(this.rules.halls(folder)).singleElement().asString().endsWith("hall has 31 files");
	}

	@Test
	void aTestsNameIsAClaimOfTwelveWords() {
		assertThat(this.rules.testNames(TESTS)).hasSizeGreaterThan(1_400);
		assertThat(this.rules.badTestNames(TESTS)).isEmpty();
	}

	@Test
	void aLongFileIsFound(@TempDir Path folder) throws IOException {
		Files.writeString(folder.resolve("Short.java"), "\n".repeat(300));
		Files.writeString(folder.resolve("Long.java"), "\n".repeat(301));
		assertThat(this.rules.longFiles(folder)).singleElement().asString().endsWith("Long.java has 301 lines");
	}

	@Test
	void badNamesAreFound(@TempDir Path folder) throws IOException {
		// Without the sign, which would make them tests of this class to the rule.
		String tests = """
				class SomeTests {

					#Test
					void aNameOfTwelveWordsIsAsLongAsItMayBe() {
					}

					#Test
					#Timeout(5)
					void aNameOfThirteenWordsIsOneWordLongerThanItMayBe() throws Exception {
					}

					#ParameterizedTest
					#CsvSource({ "1, a", "2, b" })
					void servesWhoeverAsks(int number, String text) {
					}

					#TestFactory
					Stream<DynamicTest> tellsNobody() {
					}

					void nobodyCallsThisATest() {
					}

				}
				""".replace('#', '@');
		Files.writeString(folder.resolve("SomeTests.java"), tests);
		assertThat(this.rules.testNames(folder)).hasSize(4);
		assertThat(this.rules.badTestNames(folder)).containsExactly("aNameOfThirteenWordsIsOneWordLongerThanItMayBe",
				"servesWhoeverAsks", "tellsNobody");
	}

}
