package io.tickrelay.hub;

import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;

/**
 * Tells clients that updates of a stream will never reach them. Updates that this relay
 * could not hand on in time had numbers, and the gap names them. Updates that the relay
 * never got had none. Such a gap stands between two ticks, which it names, and the
 * numbers run on.
 */
public final class GapFrame extends Frame {

	private final GapCause cause;

	private final long fromSeq;

	private final long toSeq;

	private final @Nullable Long dropped;

	/**
	 * Creates the frame of a gap.
	 * @param topic the stream whose updates are missing
	 * @param life of the topic
	 * @param cause why
	 * @param fromSeq the first number that is missing
	 * @param toSeq the last
	 */
	public GapFrame(Topic topic, long life, GapCause cause, long fromSeq, long toSeq) {
		this(topic, life, cause, fromSeq, toSeq, switch (cause) {
			case SLOW_CONSUMER, RELAY_BEHIND, REPLAY_WINDOW -> toSeq - fromSeq + 1;
			case UPSTREAM_RECONNECT -> null;
		});
	}

	private GapFrame(Topic topic, long life, GapCause cause, long fromSeq, long toSeq, @Nullable Long dropped) {
		super(topic, life);
		this.cause = cause;
		this.fromSeq = fromSeq;
		this.toSeq = toSeq;
		this.dropped = dropped;
	}

	/**
	 * Why the updates are missing.
	 * @return the cause
	 */
	public GapCause cause() {
		return this.cause;
	}

	/**
	 * Where the gap begins.
	 * @return the first number that is missing, or that of the last tick before
	 */
	public long fromSeq() {
		return this.fromSeq;
	}

	/**
	 * Where the gap ends.
	 * @return the last number that is missing, or that of the first tick after; at least
	 * {@link #fromSeq()}
	 */
	public long toSeq() {
		return this.toSeq;
	}

	/**
	 * How many updates are missing.
	 * @return their count, or null where it is unknown
	 */
	public @Nullable Long dropped() {
		return this.dropped;
	}

	/**
	 * Joins two gaps of the same stream and cause. What came between them is no part of
	 * it.
	 */
	public GapFrame and(GapFrame other) {
		Long both = (this.dropped == null || other.dropped == null) ? null : Long.valueOf(this.dropped + other.dropped);
		return new GapFrame(topic(), life(), this.cause, Math.min(this.fromSeq, other.fromSeq),
				Math.max(this.toSeq, other.toSeq), both);
	}

}
