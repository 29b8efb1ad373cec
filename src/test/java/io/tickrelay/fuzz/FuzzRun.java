package io.tickrelay.fuzz;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * One fuzzer's work, with what it printed.
 *
 * @param folder where it ran: holds its log, its corpus and the inputs that it objects to
 * @param exitCode 0 where it found nothing
 * @param log what it printed
 */
record FuzzRun(Path folder, int exitCode, String log) {

	private static final Path FOLDER = Path.of("target", "fuzz");

	private static final Pattern SEED = Pattern.compile("INFO: Seed: (\\d+)");

	private static final Pattern INPUTS = Pattern.compile("Done (\\d+) runs");

	/** A time longer than the start of two machines on one busy core. */
	private static final Duration GRACE = Duration.ofMinutes(4);

	private static final int LAST_LINES = 60;

	/**
	 * Fuzzes one method to its first finding.
	 * @param target a fuzz test
	 * @param inputs how many inputs it tries
	 * @param duration how long it tries inputs instead, or null
	 * @return the run
	 */
	static FuzzRun of(Method target, int inputs, @Nullable Duration duration) throws IOException, InterruptedException {
		Path folder = FOLDER.resolve(target.getDeclaringClass().getSimpleName()).resolve(target.getName());
		Files.createDirectories(folder);
		Path log = folder.resolve("log.txt");
		Process process = new ProcessBuilder(
				command(target, (duration == null) ? "-runs=" + inputs : "-max_total_time=" + duration.toSeconds()))
			.directory(folder.toFile())
			.redirectErrorStream(true)
			.redirectOutput(log.toFile())
			.start();
		try {
			Duration patience = (duration == null) ? GRACE : duration.plus(GRACE);
			boolean ended = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
			return new FuzzRun(folder, ended ? process.exitValue() : -1,
					Files.readString(log, StandardCharsets.ISO_8859_1));
		}
		finally {
			process.destroyForcibly();
		}
	}

	/** The number of inputs for which the target held. */
	long inputs() {
		return Long.parseLong(first(INPUTS, "0"));
	}

	/** The seed, which repeats the run. */
	String seed() {
		return first(SEED, "unknown");
	}

	/** A report of the run for the developer. */
	String finding() {
		List<String> lines = this.log.lines().toList();
		String last = lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size())
			.stream()
			.collect(Collectors.joining("\n"));
		return last + "\nAll of this is in " + this.folder + ", with the input at fault (crash-... or timeout-...): "
				+ "copied to the test's seeds, it is tried in every ordinary run.";
	}

	private String first(Pattern pattern, String otherwise) {
		Matcher matcher = pattern.matcher(this.log);
		return matcher.find() ? matcher.group(1) : otherwise;
	}

	/**
	 * The flags of the first compiler alone, which within seconds tries more inputs than
	 * both.
	 */
	private static List<String> command(Method target, String limit) {
		List<String> command = new ArrayList<>(List.of(
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m", "-XX:+UseSerialGC",
				"-XX:TieredStopAtLevel=1", "-XX:+EnableDynamicAgentLoading", "--enable-native-access=ALL-UNNAMED",
				"--sun-misc-unsafe-memory-access=allow", "-cp", classPath(), "com.code_intelligence.jazzer.Jazzer",
				"--target_class=" + target.getDeclaringClass().getName(), "--target_method=" + target.getName(),
				"--instrument=io.tickrelay.**", limit, "-timeout=10"));
		// The inputs are the same in every build, because a change of one line must not
		// fail by a random finding in another. Random inputs are for a search.
		String seed = System.getProperty("tickrelay.fuzz.seed", "1");
		if (!seed.equals("random")) {
			command.add("-seed=" + seed);
		}
		return command;
	}

	private static String classPath() {
		String separator = System.getProperty("path.separator");
		return Stream.of(System.getProperty("java.class.path").split(Pattern.quote(separator)))
			.map((entry) -> Path.of(entry).toAbsolutePath().toString())
			.collect(Collectors.joining(separator));
	}

}
