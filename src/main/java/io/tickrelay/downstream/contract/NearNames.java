package io.tickrelay.downstream.contract;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds the name that was meant where another one was typed.
 */
public final class NearNames {

	/** Shorter names are near to everything. */
	private static final int SHORTEST_NEAR = 4;

	/** From here on a name may have two slips. */
	private static final int LONG_NAME = 8;

	private static final int LONGEST_NAME = 64;

	private static final Pattern SEPARATORS = Pattern.compile("[^a-z0-9]");

	private NearNames() {
	}

	/**
	 * The known name that is most like another one.
	 * @param typed what was typed
	 * @param known what could have been meant; not empty
	 * @return the nearest, however far it is
	 */
	public static String nearest(String typed, Collection<String> known) {
		String bare = bare(typed);
		return known.stream()
			.min(Comparator.comparingInt((String name) -> distance(bare, bare(name))).thenComparing(String::compareTo))
			.orElseThrow();
	}

	/**
	 * The known name that another one is a slip of: other capitals, other separators, or
	 * a letter or two beside it. The first letter is right in nearly every slip, and
	 * words that mean something else mostly differ there.
	 * @param typed what was typed, which is none of the known names
	 * @param known what could have been meant
	 * @return empty where it is most likely another word
	 */
	static Optional<String> slip(String typed, Collection<String> known) {
		if (typed.length() > LONGEST_NAME) {
			return Optional.empty();
		}
		String bare = bare(typed);
		return known.stream()
			.filter((name) -> isSlip(bare, bare(name)))
			.min(Comparator.comparingInt((String name) -> distance(bare, bare(name))).thenComparing(String::compareTo));
	}

	/**
	 * How many letters have to be changed, added, left out or swapped with their
	 * neighbour to make one word of another.
	 * @param one a word
	 * @param other another
	 * @return 0 for the same word
	 */
	public static int distance(String one, String other) {
		int[] beforeLast = new int[other.length() + 1];
		int[] last = new int[other.length() + 1];
		int[] row = new int[other.length() + 1];
		for (int j = 0; j <= other.length(); j++) {
			last[j] = j;
		}
		for (int i = 1; i <= one.length(); i++) {
			row[0] = i;
			for (int j = 1; j <= other.length(); j++) {
				int changed = last[j - 1] + ((one.charAt(i - 1) == other.charAt(j - 1)) ? 0 : 1);
				row[j] = Math.min(changed, Math.min(last[j], row[j - 1]) + 1);
				if (i > 1 && j > 1 && one.charAt(i - 1) == other.charAt(j - 2)
						&& one.charAt(i - 2) == other.charAt(j - 1)) {
					row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
				}
			}
			int[] spare = beforeLast;
			beforeLast = last;
			last = row;
			row = spare;
		}
		return last[other.length()];
	}

	/**
	 * A name without what people spell differently.
	 * @param name any name
	 * @return its letters and digits, in lower case
	 */
	public static String bare(String name) {
		return SEPARATORS.matcher(name.toLowerCase(Locale.ROOT)).replaceAll("");
	}

	private static boolean isSlip(String typed, String known) {
		if (typed.equals(known)) {
			return true;
		}
		if (typed.isEmpty() || known.length() < SHORTEST_NEAR || typed.charAt(0) != known.charAt(0)) {
			return false;
		}
		return distance(typed, known) <= ((known.length() >= LONG_NAME) ? 2 : 1);
	}

}
