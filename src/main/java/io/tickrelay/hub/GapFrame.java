package io.tickrelay.hub;

import io.tickrelay.tick.Topic;

/**
 * Tells clients which numbers of a stream they will never see, because this relay could
 * not hand them on in time.
 */
public final class GapFrame extends Frame {

	private final long fromSeq;

	private final long toSeq;

	GapFrame(Topic topic, long life, long fromSeq, long toSeq) {
		super(topic, life);
		this.fromSeq = fromSeq;
		this.toSeq = toSeq;
	}

	/**
	 * The first number that is missing.
	 * @return a sequence number
	 */
	public long fromSeq() {
		return this.fromSeq;
	}

	/**
	 * The last number that is missing.
	 * @return a sequence number, at least {@link #fromSeq()}
	 */
	public long toSeq() {
		return this.toSeq;
	}

}
