package io.tickrelay.chaos;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import javax.management.JMException;
import javax.management.ObjectName;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.util.internal.PlatformDependent;

/**
 * The resources that this process holds at a moment. It counts instances of all that
 * belongs to a client, a session or a timer, threads, open files, and memory on and off
 * the heap.
 *
 * @param instances live ones, by class
 * @param heapBytes of everything that is alive
 * @param directBytes that Netty has taken from the system
 * @param files open, sockets too
 * @param threads by name
 */
record LeakAccount(Map<String, Long> instances, long heapBytes, long directBytes, long files, Set<String> threads) {

	/** The growth that is allowed: windows of a minute and small caches may fill up. */
	private static final long FEW = 64;

	private static final long MOST_HEAP_GROWTH = 48L << 20;

	private static final long MOST_DIRECT_GROWTH = 16L << 20;

	/** Connections that the test's own HTTP client keeps. */
	private static final long FEW_FILES = 8;

	/** Objects that are kept for reuse, each in a pool with a bound. */
	private static final Set<String> POOLED = Set.of("io.netty.channel.ChannelOutboundBuffer$Entry");

	/**
	 * Objects that other relays of this process also keep. Each has a meter of its own
	 * for them.
	 */
	private static final Set<String> METERED = Set.of("io.tickrelay.hub.TickFrame");

	// " 12: 34 5678 io.netty.util.Recycler (io.netty.common@4)"
	private static final Pattern ROW = Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+).*");

	/** Takes stock, after a full collection. */
	static LeakAccount take() {
		Map<String, Long> instances = new TreeMap<>();
		long heap = 0;
		for (String line : histogram().lines().toList()) {
			Matcher row = ROW.matcher(line);
			if (row.matches()) {
				heap += Long.parseLong(row.group(2));
				if (belongsToTheRelay(row.group(3))) {
					instances.put(row.group(3), Long.parseLong(row.group(1)));
				}
			}
		}
		Set<String> threads = Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter(LeakAccount::isOfTheRelay)
			.collect(Collectors.toCollection(TreeSet::new));
		return new LeakAccount(instances, heap, PlatformDependent.usedDirectMemory(), openFiles(), threads);
	}

	/** The resources that have grown since, in words. */
	List<String> growthTo(LeakAccount later) {
		List<String> growth = new ArrayList<>();
		later.instances.forEach((type, count) -> {
			long before = this.instances.getOrDefault(type, 0L);
			if (count > before + FEW) {
				growth.add("%s: %d instances instead of %d".formatted(type, count, before));
			}
		});
		note(growth, "heap bytes", this.heapBytes, later.heapBytes, MOST_HEAP_GROWTH);
		note(growth, "direct bytes", this.directBytes, later.directBytes, MOST_DIRECT_GROWTH);
		note(growth, "open files", this.files, later.files, FEW_FILES);
		later.threads.stream()
			.filter((name) -> !this.threads.contains(name))
			.forEach((name) -> growth.add("thread " + name));
		return growth;
	}

	private static void note(List<String> growth, String what, long before, long after, long most) {
		if (after - before > most) {
			growth.add("%s: %d instead of %d".formatted(what, after, before));
		}
	}

	private static boolean belongsToTheRelay(String type) {
		boolean ours = type.startsWith("io.tickrelay.") && !type.startsWith("io.tickrelay.simulator.")
				&& !type.startsWith("io.tickrelay.tick.");
		if (POOLED.contains(type) || METERED.contains(type)) {
			return false;
		}
		return ours || type.startsWith("reactor.core.") || type.startsWith("reactor.netty.")
				|| type.startsWith("io.netty.channel.") || type.equals("io.netty.util.concurrent.ScheduledFutureTask")
				|| type.equals("java.util.concurrent.ScheduledThreadPoolExecutor$ScheduledFutureTask");
	}

	private static boolean isOfTheRelay(String name) {
		// The server has as many loops as there are cores, and starts one when it is
		// needed.
		return !name.startsWith("reactor-http") && List
			.of("upstream", "reactor", "demand", "key-file", "simulator", "boundedElastic", "parallel", "single")
			.stream()
			.anyMatch(name::startsWith);
	}

	private static String histogram() {
		try {
			Object answer = ManagementFactory.getPlatformMBeanServer()
				.invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"), "gcClassHistogram",
						new Object[] { new String[0] }, new String[] { String[].class.getName() });
			return String.valueOf(answer);
		}
		catch (JMException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static long openFiles() {
		return (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix)
				? unix.getOpenFileDescriptorCount() : 0;
	}

}
