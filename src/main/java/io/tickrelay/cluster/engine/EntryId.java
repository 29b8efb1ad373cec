package io.tickrelay.cluster.engine;

/**
 * The place of an entry in the log.
 *
 * @param term the leader's term
 * @param number counts the entries of that term, from 1
 */
public record EntryId(long term, long number) implements Comparable<EntryId> {

	/** A place before every entry. */
	public static final EntryId START = new EntryId(0, 0);

	static EntryId parse(String text) {
		int dash = text.indexOf('-');
		return new EntryId(Long.parseLong(text.substring(0, dash)), Long.parseLong(text.substring(dash + 1)));
	}

	/**
	 * The next place of the same term.
	 * @return one further
	 */
	public EntryId next() {
		return new EntryId(this.term, this.number + 1);
	}

	@Override
	public int compareTo(EntryId other) {
		int terms = Long.compare(this.term, other.term);
		return (terms != 0) ? terms : Long.compare(this.number, other.number);
	}

	@Override
	public String toString() {
		return this.term + "-" + this.number;
	}

}
