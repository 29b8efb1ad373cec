package io.tickrelay.load.client;

import java.util.Map;
import java.util.TreeMap;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The counters of all clients of a run. Numbers are checked from each stream's first tick
 * to the end, the warm-up included. Latencies are of the window alone. Loop-owned.
 */
public final class Tally {

	private static final long LONGEST_MICROS = 600_000_000;

	private final Map<String, Long> mishaps = new TreeMap<>();

	/** The latencies of the window that is measured now. */
	private @Nullable Histogram window;

	private long holes;

	private long missing;

	private long reorders;

	private long duplicates;

	private long told;

	private long stale;

	/**
	 * Begins a window.
	 * @param latencies take those of its ticks
	 */
	public void measure(Histogram latencies) {
		this.window = latencies;
	}

	/** Ends the window. */
	public void pause() {
		this.window = null;
	}

	public boolean isMeasuring() {
		return this.window != null;
	}

	public void onLatency(long micros) {
		if (this.window != null) {
			// A clock that was set back meanwhile must not end the run.
			this.window.recordValue(Math.clamp(micros, 0, LONGEST_MICROS));
		}
	}

	public static Histogram latencies() {
		return new Histogram(LONGEST_MICROS, 3);
	}

	public void onHole(long numbers) {
		this.holes++;
		this.missing += numbers;
	}

	public void onReorder() {
		this.reorders++;
	}

	public void onDuplicate() {
		this.duplicates++;
	}

	public void onGapMessage() {
		this.told++;
	}

	public void onStaleStream() {
		this.stale++;
	}

	/**
	 * Notes that something went wrong with a connection.
	 * @param what the same words for the same error, because there may be thousands
	 */
	public void onMishap(String what) {
		this.mishaps.merge(what, 1L, Long::sum);
	}

	public Map<String, Long> mishaps() {
		return Map.copyOf(this.mishaps);
	}

	public Numbers numbers() {
		return new Numbers(this.holes, this.missing, this.reorders, this.duplicates, this.told, this.stale);
	}

	/**
	 * The result of the check of the streams' numbers.
	 *
	 * @param holes places where a number was not its predecessor's successor but later
	 * @param missing numbers in them; in mode {@code conflate} updates that were merged
	 * @param reorders numbers that came behind a later one
	 * @param duplicates numbers that came twice in a row
	 * @param told {@code gap} messages
	 * @param stale times that a stream was said to be stale
	 */
	public record Numbers(long holes, long missing, long reorders, long duplicates, long told, long stale) {
	}

}
