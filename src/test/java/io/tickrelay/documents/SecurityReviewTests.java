package io.tickrelay.documents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The table of threats in the page of security. */
class SecurityReviewTests {

	private static final Pattern TEST = Pattern.compile("`([A-Za-z0-9]+(?:Tests?|IT))`");

	@Test
	void eachThreatHasATestThatIsThere() throws IOException {
		String text = Files.readString(Path.of("src", "docs", "security.md"));
		List<String> threats = text.substring(text.indexOf("## Threats"))
			.lines()
			.dropWhile((line) -> !line.startsWith("|---"))
			.skip(1)
			.takeWhile((line) -> line.startsWith("|"))
			.toList();
		assertThat(threats).hasSizeGreaterThan(15);
		Set<String> tests;
		try (Stream<Path> files = Files.walk(Path.of("src", "test", "java"))) {
			tests = files.map((file) -> file.getFileName().toString().replace(".java", "")).collect(Collectors.toSet());
		}
		assertThat(threats).allSatisfy((threat) -> {
			List<String> named = TEST.matcher(threat).results().map((match) -> match.group(1)).toList();
			assertThat(tests).containsAll(named);
			assertThat(named.isEmpty() && !threat.contains("`io.tickrelay.fuzz`")).isFalse();
		});
	}

}
