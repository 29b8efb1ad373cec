package io.tickrelay.load;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.tickrelay.load.machine.Cpus;

/**
 * The relay under load, and the places of its files.
 *
 * @param jar the relay
 * @param jvmFlags those that it ships with
 * @param folder where the results go
 * @param cpus the CPUs of the processes
 */
record LoadBench(Path jar, List<String> jvmFlags, Path folder, Cpus cpus) {

	LoadBench {
		if (!Files.isRegularFile(jar)) {
			throw new IllegalArgumentException(jar + " is not there: ./mvnw -Pload verify builds it first");
		}
	}

	/**
	 * Reads the places of the files, and pins this process where that is wanted.
	 * @param values by name, without the prefix {@code load.}
	 * @return the bench
	 * @throws IllegalArgumentException that says which is missing or wrong
	 */
	static LoadBench of(Map<String, String> values) {
		SettingsReader read = new SettingsReader(values);
		List<String> flags = Stream.of(read.text("jvm-flags").split("\\s+")).filter((flag) -> !flag.isEmpty()).toList();
		return new LoadBench(Path.of(read.text("jar")), flags, Path.of(read.text("folder")),
				Cpus.pin(read.flag("pin")));
	}

}
