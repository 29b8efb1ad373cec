package io.tickrelay.documents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The prose of the pages: short sentences whose subjects are nouns of the domain.
 */
class PageProseTests {

	private static final int MOST_WORDS = 25;

	private static final Pattern FENCE = Pattern.compile("```.*?```", Pattern.DOTALL);

	private static final Pattern CODE = Pattern.compile("`[^`\n]*`");

	private static final Pattern LINK = Pattern.compile("\\[([^\\]]*)\\]\\([^)]*\\)");

	/** Paragraphs, items of lists, headings and rows of tables stand alone. */
	private static final Pattern BLOCK = Pattern.compile("\n\\s*\n|\n(?=\\s*(?:[-*#]|\\d+\\.) )|\n(?=\\|)");

	private static final Pattern END = Pattern.compile("(?<=[.!?:])\\s+(?=[A-Z0-9\"(])|(?<=;)\\s");

	private static final Pattern STRANGER = Pattern.compile("(?i)\\b(?:whoever|nobody|somebody)\\b");

	@ParameterizedTest
	@MethodSource("pages")
	void aSentenceIsReadOnce(Path page) throws IOException {
		assertThat(faults(Files.readString(page))).isEmpty();
	}

	static List<Path> pages() throws IOException {
		try (Stream<Path> docs = Files.list(Path.of("src", "docs"))) {
			return Stream.concat(Stream.of(Path.of("ARCHITECTURE.md")), docs).toList();
		}
	}

	@ParameterizedTest
	@CsvSource({ "26,1", "25,0" })
	void aLongSentenceIsNoticed(int words, int faults) {
		String sentence = "Word" + " word".repeat(words - 1) + ".";
		assertThat(faults("Before. " + sentence + " After.")).hasSize(faults);
		assertThat(faults("- Before\n- " + sentence + "\n- After")).hasSize(faults);
		assertThat(faults("| Before | " + sentence + " | After |")).hasSize(faults);
	}

	@Test
	void aStrangerAsSubjectIsNoticed() {
		assertThat(faults("Nobody reads this.\n\n`nobody` is a user.")).containsExactly("Nobody reads this.");
	}

	private static List<String> faults(String page) {
		String text = LINK.matcher(CODE.matcher(FENCE.matcher(page).replaceAll("\n\n")).replaceAll("X"))
			.replaceAll("$1");
		List<String> faults = new ArrayList<>();
		for (String block : BLOCK.split(text, -1)) {
			String separator = block.strip().startsWith("|") ? "\\|" : "\0";
			for (String part : block.split(separator, -1)) {
				END.splitAsStream(part.strip()).filter(PageProseTests::isFaulty).forEach(faults::add);
			}
		}
		return faults;
	}

	private static boolean isFaulty(String sentence) {
		long words = Arrays.stream(sentence.split("\\s+", -1))
			.filter((word) -> word.chars().anyMatch(Character::isLetterOrDigit))
			.count();
		return words > MOST_WORDS || STRANGER.matcher(sentence).find();
	}

}
