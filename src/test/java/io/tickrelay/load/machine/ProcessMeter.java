package io.tickrelay.load.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Reads the resources that the relay, this process and the rest of the machine have used
 * so far. Without {@code /proc}, the values that only it has are absent.
 */
public final class ProcessMeter {

	// USER_HZ, which is what /proc counts in on every Linux.
	private static final long TICKS_PER_SECOND = 100;

	private final ProcessHandle relay;

	public ProcessMeter(ProcessHandle relay) {
		this.relay = relay;
	}

	/**
	 * Takes a reading now.
	 * @return a reading, to be compared with another
	 */
	public Reading read() {
		return new Reading(System.nanoTime(), cpu(this.relay), cpu(ProcessHandle.current()), machineCpu(), rssKib());
	}

	private static Duration cpu(ProcessHandle process) {
		return process.info().totalCpuDuration().orElse(Duration.ZERO);
	}

	private static @Nullable Duration machineCpu() {
		return firstLine("/proc/stat", "cpu ").map((line) -> {
			List<Long> ticks = Stream.of(line.strip().split("\\s+")).skip(1).map(Long::valueOf).toList();
			// user, nice, system, (idle, iowait,) irq, softirq, steal
			long busy = ticks.get(0) + ticks.get(1) + ticks.get(2) + ticks.get(5) + ticks.get(6) + ticks.get(7);
			return Duration.ofMillis(busy * 1_000 / TICKS_PER_SECOND);
		}).orElse(null);
	}

	private @Nullable Long rssKib() {
		return firstLine("/proc/" + this.relay.pid() + "/status", "VmRSS:")
			.map((line) -> Long.valueOf(line.replaceAll("\\D", "")))
			.orElse(null);
	}

	private static Optional<String> firstLine(String file, String start) {
		try (Stream<String> lines = Files.lines(Path.of(file))) {
			return lines.filter((line) -> line.startsWith(start)).findFirst();
		}
		catch (IOException _) {
			return Optional.empty();
		}
	}

	/**
	 * One reading.
	 *
	 * @param nanos when, to be compared by difference only
	 * @param relayCpu the processor time of the relay
	 * @param clientCpu the processor time of this process
	 * @param machineCpu the processor time of all processes; null where it is unknown
	 * @param relayRssKib the memory of the relay; null where it is unknown
	 */
	public record Reading(long nanos, Duration relayCpu, Duration clientCpu, @Nullable Duration machineCpu,
			@Nullable Long relayRssKib) {

		public Usage since(Reading start) {
			Duration took = Duration.ofNanos(this.nanos - start.nanos);
			Duration relay = this.relayCpu.minus(start.relayCpu);
			Duration client = this.clientCpu.minus(start.clientCpu);
			Duration others = (this.machineCpu != null && start.machineCpu != null)
					? this.machineCpu.minus(start.machineCpu).minus(relay).minus(client) : null;
			return new Usage(took, relay, client, others);
		}

	}

	/**
	 * The processor time between two readings.
	 *
	 * @param took the time between them
	 * @param relay by the relay's process
	 * @param client by this process
	 * @param others by all others; null where it is unknown
	 */
	public record Usage(Duration took, Duration relay, Duration client, @Nullable Duration others) {

		/**
		 * A part of one CPU.
		 * @param cpu what was used
		 * @return 1 for one CPU all the time; never negative, though sampled times may be
		 */
		public double share(Duration cpu) {
			return Math.max(0, cpu.toNanos() / (double) this.took.toNanos());
		}

	}

}
