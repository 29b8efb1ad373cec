package io.tickrelay.load.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The faults of the relay, in sentences.
 */
public final class Failures {

	private final String where;

	private final List<String> sentences = new ArrayList<>();

	public Failures(String where) {
		this.where = where;
	}

	/**
	 * Adds a fault.
	 * @param times how often it happened; 0 adds nothing
	 * @param what in words that follow the number
	 */
	public void add(long times, String what) {
		if (times > 0) {
			this.sentences.add(this.where + ": " + times + " " + what + ".");
		}
	}

	public void addNumbers(Tally.Numbers numbers, boolean conflate) {
		if (!conflate) {
			add(numbers.holes(), "times a number was skipped (" + numbers.missing() + " missing)");
		}
		add(numbers.told(), "gap messages were sent");
		add(numbers.reorders(), "ticks came behind a later one");
		add(numbers.duplicates(), "ticks came twice");
	}

	public void addMishaps(String who, Map<String, Long> mishaps) {
		mishaps.forEach((what, times) -> add(times, "times a " + who + " " + what));
	}

	public List<String> sentences() {
		return List.copyOf(this.sentences);
	}

}
