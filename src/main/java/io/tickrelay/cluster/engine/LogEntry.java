package io.tickrelay.cluster.engine;

/**
 * An entry of the log.
 */
public final class LogEntry {

	private final EntryId id;

	private final byte[] batch;

	LogEntry(EntryId id, byte[] batch) {
		this.id = id;
		this.batch = batch;
	}

	/**
	 * The place of the entry.
	 * @return greater than that of every entry before it
	 */
	public EntryId id() {
		return this.id;
	}

	/**
	 * The inputs.
	 * @return a batch as it was written
	 */
	public byte[] batch() {
		return this.batch;
	}

}
