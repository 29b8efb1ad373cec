package io.tickrelay.documents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.tickrelay.ops.RelayMeter;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Whether what the pages name exists: files, headings, settings, meters and tests.
 */
class PageTests {

	@ParameterizedTest
	@MethodSource("pages")
	void eachLinkLeadsSomewhere(Path page) {
		for (String link : find(page, "\\]\\(([^)\\s]+)\\)")) {
			if (link.contains("://")) {
				continue;
			}
			String[] parts = link.split("#", 2);
			Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
			assertThat(target).as("%s of %s", link, page).exists();
			if (parts.length == 2) {
				assertThat(anchors(target)).as("headings of %s", target).contains(parts[1]);
			}
		}
	}

	@ParameterizedTest
	@MethodSource("pages")
	void eachSettingExists(Path page) {
		assertThat(find(page, "`(relay\\.[a-z][a-z.\\-]*[a-z])[=`]"))
			.allSatisfy((name) -> assertThat(Settings.METADATA.knows(name)).as("%s of %s", name, page).isTrue());
	}

	@ParameterizedTest
	@MethodSource("pages")
	void eachMeterExists(Path page) {
		List<String> meters = Stream.of(RelayMeter.values())
			.map((meter) -> meter.meterName().replace('.', '_'))
			.toList();
		assertThat(find(page, "\\b(relay_(?!behind\\b)[a-z_]*[a-z])")).allSatisfy((name) -> assertThat(meters)
			.contains(name.replaceFirst("_total$", "").replaceFirst("^(.*)_seconds$", "$1")));
	}

	@ParameterizedTest
	@MethodSource("pages")
	void eachTestExists(Path page) throws IOException {
		try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
			List<String> names = files.map((file) -> file.getFileName().toString()).toList();
			assertThat(find(page, "`([A-Z][A-Za-z]+(?:Tests?|IT))`"))
				.allSatisfy((name) -> assertThat(names).contains(name + ".java"));
		}
	}

	@Test
	void readmeIsRead() throws IOException {
		assertThat(Files.size(Path.of("README.md"))).isLessThanOrEqualTo(8_000);
	}

	@Test
	void architectureIsRead() throws IOException {
		assertThat(Files.size(Path.of("ARCHITECTURE.md"))).isLessThanOrEqualTo(15_000);
	}

	@Test
	void aPageThatNamesWhatDoesNotExistIsNoticed(@TempDir Path folder) throws IOException {
		Path page = Files.writeString(folder.resolve("page.md"), """
				# Page
				[page](lost.md) `relay.demand.longer` `relay_hub_lost_total` `LostTests`
				```
				# No heading
				```
				""");
		List<ThrowingCallable> checks = List.of(() -> eachLinkLeadsSomewhere(page), () -> eachSettingExists(page),
				() -> eachMeterExists(page), () -> eachTestExists(page));
		assertThat(checks).allSatisfy((check) -> assertThatThrownBy(check).isInstanceOf(AssertionError.class));
		assertThat(anchors(page)).containsExactly("page");
	}

	static List<Path> pages() throws IOException {
		try (Stream<Path> docs = Files.list(Path.of("src/docs"));
				Stream<Path> github = Files.list(Path.of(".github"))) {
			return Stream.of(Stream.of("README.md", "ARCHITECTURE.md").map(Path::of), docs, github)
				.flatMap((pages) -> pages)
				.filter((page) -> page.toString().endsWith(".md"))
				.toList();
		}
	}

	private static List<String> find(Path page, String pattern) {
		return Pattern.compile(pattern).matcher(text(page)).results().map((found) -> found.group(1)).toList();
	}

	/** As GitHub makes them of headings. */
	private static List<String> anchors(Path page) {
		return Pattern.compile("(?m)^#+ (.+)$")
			.matcher(text(page).replaceAll("(?ms)^```.*?^```", ""))
			.results()
			.map((MatchResult found) -> found.group(1).strip().toLowerCase(Locale.ROOT))
			.map((heading) -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
			.toList();
	}

	private static String text(Path page) {
		try {
			return Files.readString(page);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
