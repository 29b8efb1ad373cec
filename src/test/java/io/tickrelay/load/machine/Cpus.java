package io.tickrelay.load.machine;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The CPUs of the processes. Relay and clients have a CPU each, so that they do not take
 * time from each other. The figures of one machine can then be compared.
 *
 * @param count of those that there are for both
 * @param relayPrefix what goes before the relay's command
 * @param words the result in words, for the report
 */
public record Cpus(int count, List<String> relayPrefix, String words) {

	private static final String RELAY_CPU = "0";

	private static final String CLIENT_CPU = "1";

	/**
	 * Pins this process, and says how to pin the relay.
	 * @param wanted whether at all
	 * @return the result
	 */
	public static Cpus pin(boolean wanted) {
		int cpus = Runtime.getRuntime().availableProcessors();
		if (!wanted) {
			return new Cpus(cpus, List.of(), "not pinned, as asked: they share " + cpus + " CPUs");
		}
		if (cpus < 2) {
			return new Cpus(cpus, List.of(), "not pinned, because there is one CPU, which they share");
		}
		long self = ProcessHandle.current().pid();
		// The relay's CPU is tried on this process, which then takes that of the clients.
		if (!taskset(RELAY_CPU, self) || !taskset(CLIENT_CPU, self)) {
			return new Cpus(cpus, List.of(),
					"not pinned, because there is no taskset or it may not use CPUs 0 and 1: they share " + cpus
							+ " CPUs");
		}
		return new Cpus(cpus, List.of("taskset", "-c", RELAY_CPU),
				"pinned: relay on CPU " + RELAY_CPU + ", clients on CPU " + CLIENT_CPU);
	}

	private static boolean taskset(String cpu, long pid) {
		try {
			Process process = new ProcessBuilder("taskset", "-acp", cpu, Long.toString(pid)).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start();
			return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
		}
		catch (IOException _) {
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
