package io.tickrelay.architecture;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds ARCHITECTURE.md to the code. Its table of rooms must show the packages and what
 * they use, and its names must be classes that exist.
 */
class ArchitecturePageTests {

	private static final int MOST_BYTES = 15_000;

	private static final Path MAIN = Path.of("src", "main", "java");

	private static final Path TESTS = Path.of("src", "test", "java");

	private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");

	private static final Pattern CLASS = Pattern.compile("[A-Z][a-zA-Z0-9]*[a-z][a-zA-Z0-9]*");

	private static final Pattern CLASS_IN_THE_PICTURE = Pattern.compile("\\b[A-Z][a-z]+[A-Z][a-zA-Z]+\\b");

	private static final Pattern TYPE = Pattern.compile("\\b(?:class|record|interface|enum) ([A-Z]\\w*)");

	private static final Pattern PACKAGE = Pattern.compile("(?m)^package io\\.tickrelay\\.?([a-z.]*);");

	private static final Pattern IMPORT = Pattern.compile("(?m)^import (?:static )?io\\.tickrelay\\.([a-z.]*)\\.[A-Z]");

	private final String page;

	private final List<Room> rooms;

	private final List<Source> sources;

	ArchitecturePageTests() throws IOException {
		this.page = Files.readString(Path.of("ARCHITECTURE.md"));
		this.rooms = rooms(this.page);
		this.sources = texts(MAIN).stream().map(Source::of).toList();
	}

	@Test
	void thePageIsReadInOneGo() {
		assertThat(this.page.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(MOST_BYTES);
	}

	@Test
	void theTableOfRoomsHasEachPackageOnce() {
		Set<String> packages = this.sources.stream().map(Source::room).collect(Collectors.toSet());
		assertThat(this.rooms.stream().flatMap((room) -> room.packages().stream()))
			.containsExactlyInAnyOrderElementsOf(packages);
	}

	@Test
	void aPackageUsesOnlyWhatItsRowNames() {
		Set<String> surprises = new TreeSet<>();
		for (Source source : this.sources) {
			source.uses()
				.stream()
				.filter((to) -> !to.equals(source.room()) && !to.equals("tick") && !mayUse(source.room(), to))
				.forEach((to) -> surprises.add(source.room() + " uses " + to));
		}
		assertThat(surprises).isEmpty();
	}

	@Test
	void aRowNamesOnlyWhatItsPackagesUse() {
		Set<String> unused = new TreeSet<>();
		for (Room room : this.rooms) {
			Set<String> used = this.sources.stream()
				.filter((source) -> room.packages().contains(source.room()))
				.flatMap((source) -> source.uses().stream())
				.collect(Collectors.toSet());
			room.permissions()
				.stream()
				.filter((permission) -> used.stream().noneMatch((to) -> permits(room, permission, to)))
				.forEach((permission) -> unused.add(room.packages() + " does not use " + permission));
		}
		assertThat(unused).isEmpty();
	}

	@Test
	void eachClassThatIsNamedExists() throws IOException {
		Set<String> types = new HashSet<>();
		for (Path folder : List.of(MAIN, TESTS)) {
			texts(folder)
				.forEach((text) -> TYPE.matcher(text).results().map((match) -> match.group(1)).forEach(types::add));
		}
		String[] parts = this.page.split("```", -1);
		Stream<String> inText = Stream.of(parts[0], parts[2])
			.flatMap((text) -> CODE.matcher(text).results())
			.map((match) -> match.group(1))
			.filter((code) -> CLASS.matcher(code).matches());
		Stream<String> inPicture = CLASS_IN_THE_PICTURE.matcher(parts[1]).results().map(MatchResult::group);
		List<String> named = Stream.concat(inText, inPicture).distinct().toList();
		assertThat(named).hasSizeGreaterThan(80);
		assertThat(types).containsAll(named);
	}

	private boolean mayUse(String from, String to) {
		return this.rooms.stream()
			.filter((room) -> room.packages().contains(from))
			.anyMatch((room) -> room.permissions().stream().anyMatch((permission) -> permits(room, permission, to)));
	}

	private boolean permits(Room room, String permission, String to) {
		if (permission.equals("all")) {
			return true;
		}
		if (permission.equals("all of downstream above")) {
			return this.rooms.subList(0, this.rooms.indexOf(room))
				.stream()
				.flatMap((above) -> above.packages().stream())
				.anyMatch((above) -> above.equals(to) && above.startsWith("downstream."));
		}
		if (permission.endsWith(".*")) {
			String tree = permission.substring(0, permission.length() - 2);
			return to.equals(tree) || to.startsWith(tree + ".");
		}
		String first = room.packages().getFirst();
		String sibling = first.substring(0, first.lastIndexOf('.') + 1) + permission;
		return to.equals(permission) || to.equals(sibling);
	}

	private static List<Room> rooms(String page) {
		List<Room> rooms = new ArrayList<>();
		page.lines()
			.dropWhile((line) -> !line.startsWith("| package |"))
			.skip(2)
			.takeWhile((line) -> line.startsWith("|"))
			.map((line) -> line.split("\\|", -1))
			.forEach((cells) -> rooms.add(new Room(packages(cells[1].strip()), permissions(cells[3]))));
		return rooms;
	}

	/** Of {@code `a.b`, `.c`} the second is {@code a.c}. */
	private static List<String> packages(String cell) {
		if (cell.equals("(root)")) {
			return List.of("");
		}
		List<String> names = CODE.matcher(cell).results().map((match) -> match.group(1)).toList();
		String parent = names.getFirst().replaceFirst("\\.[^.]*$", "");
		return names.stream().map((name) -> name.startsWith(".") ? parent + name : name).toList();
	}

	private static List<String> permissions(String cell) {
		return Arrays.stream(cell.split(",", -1))
			.map(String::strip)
			.filter((permission) -> !permission.isEmpty())
			.toList();
	}

	private static List<String> texts(Path folder) throws IOException {
		List<String> texts = new ArrayList<>();
		try (Stream<Path> files = Files.walk(folder)) {
			for (Path file : files.filter((path) -> path.toString().endsWith(".java")).toList()) {
				texts.add(Files.readString(file));
			}
		}
		return texts;
	}

	/** A row of the table. */
	private record Room(List<String> packages, List<String> permissions) {
	}

	/** A file: its package, and those that it imports from. */
	private record Source(String room, Set<String> uses) {

		static Source of(String text) {
			Matcher declared = PACKAGE.matcher(text);
			assertThat(declared.find()).isTrue();
			return new Source(declared.group(1),
					IMPORT.matcher(text).results().map((match) -> match.group(1)).collect(Collectors.toSet()));
		}

	}

}
