package io.tickrelay.load;

import java.util.Map;
import java.util.TreeMap;

import org.HdrHistogram.Histogram;

/**
 * What all clients of a run saw. Numbers are checked from each stream's first tick to the
 * end, the warm-up included; latencies are of the window alone. Loop-owned.
 */
final class Tally {

	private static final long LONGEST_MICROS = 600_000_000;

	private final Histogram latencies = new Histogram(LONGEST_MICROS, 3);

	private final Map<String, Long> mishaps = new TreeMap<>();

	private boolean measuring;

	private long holes;

	private long missing;

	private long reorders;

	private long duplicates;

	private long told;

	private long stale;

	void measure(boolean on) {
		this.measuring = on;
	}

	boolean isMeasuring() {
		return this.measuring;
	}

	void onLatency(long micros) {
		// A clock that was set back in between must not end the run.
		this.latencies.recordValue(Math.clamp(micros, 0, LONGEST_MICROS));
	}

	void onHole(long numbers) {
		this.holes++;
		this.missing += numbers;
	}

	void onReorder() {
		this.reorders++;
	}

	void onDuplicate() {
		this.duplicates++;
	}

	void onGapMessage() {
		this.told++;
	}

	void onStaleStream() {
		this.stale++;
	}

	/**
	 * Notes that something went wrong with a connection.
	 * @param what in words, the same for the same thing: there may be thousands
	 */
	void onMishap(String what) {
		this.mishaps.merge(what, 1L, Long::sum);
	}

	Histogram latencies() {
		return this.latencies.copy();
	}

	Map<String, Long> mishaps() {
		return Map.copyOf(this.mishaps);
	}

	Numbers numbers() {
		return new Numbers(this.holes, this.missing, this.reorders, this.duplicates, this.told, this.stale);
	}

	/**
	 * What became of the streams' numbers.
	 *
	 * @param holes places where a number was not its predecessor's successor but later
	 * @param missing numbers in them; in mode {@code conflate} updates that were merged
	 * @param reorders numbers that came behind a later one
	 * @param duplicates numbers that came twice in a row
	 * @param told {@code gap} messages
	 * @param stale times that a stream was said to be stale
	 */
	record Numbers(long holes, long missing, long reorders, long duplicates, long told, long stale) {
	}

}
