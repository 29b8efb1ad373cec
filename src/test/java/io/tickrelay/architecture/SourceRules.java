package io.tickrelay.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rules of source files that compiled classes no longer show: lengths of files, files
 * in a package, names of tests.
 */
final class SourceRules {

	private static final Pattern TEST = Pattern.compile(
			"^\\t+@(?:Test|ParameterizedTest|RepeatedTest|TestFactory|TestTemplate|Property|FuzzTest)\\b"
					+ ".*?^\\t+(?:(?:public|static) )*(?:void|Stream<\\w+>) (\\w+)\\(",
			Pattern.DOTALL | Pattern.MULTILINE);

	private static final Pattern WORD_START = Pattern.compile("(?=[A-Z])");

	private static final Pattern NO_SUBJECT = Pattern.compile("(?i)whoever|nobody|somebody");

	private final int mostLines;

	private final int mostFiles;

	private final int mostWords;

	/**
	 * Creates the rules.
	 * @param mostLines how many a file may have
	 * @param mostFiles how many files a package may have
	 * @param mostWords how many the name of a test may have
	 */
	SourceRules(int mostLines, int mostFiles, int mostWords) {
		this.mostLines = mostLines;
		this.mostFiles = mostFiles;
		this.mostWords = mostWords;
	}

	/**
	 * Finds the files that are too long.
	 * @param folder where to look, at any depth
	 * @return each with its number of lines
	 */
	List<String> longFiles(Path folder) {
		return eachFile(folder, (file) -> {
			long lines = read(file).lines().count();
			return (lines > this.mostLines) ? Stream.of(file + " has " + lines + " lines") : Stream.empty();
		});
	}

	/**
	 * Finds the packages that have too many files.
	 * @param folder where to look, at any depth
	 * @return each with its number of files
	 */
	List<String> halls(Path folder) {
		return eachFile(folder, Stream::of).stream()
			.collect(Collectors.groupingBy(Path::getParent, TreeMap::new, Collectors.counting()))
			.entrySet()
			.stream()
			.filter((room) -> room.getValue() > this.mostFiles)
			.map((room) -> room.getKey() + " has " + room.getValue() + " files")
			.toList();
	}

	/**
	 * Finds the tests whose name is too long, or has no noun of the domain as its
	 * subject.
	 * @param folder where to look, at any depth
	 * @return their names
	 */
	List<String> badTestNames(Path folder) {
		return testNames(folder).stream().filter(this::isBad).toList();
	}

	/**
	 * Finds all tests.
	 * @param folder where to look, at any depth
	 * @return their names
	 */
	List<String> testNames(Path folder) {
		return eachFile(folder, (file) -> TEST.matcher(read(file)).results().map((test) -> test.group(1)));
	}

	private boolean isBad(String name) {
		return WORD_START.split(name).length > this.mostWords || NO_SUBJECT.matcher(name).find();
	}

	private static <T> List<T> eachFile(Path folder, Function<Path, Stream<T>> check) {
		try (Stream<Path> files = Files.walk(folder)) {
			return files.filter((file) -> file.toString().endsWith(".java")).sorted().flatMap(check).toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
