package io.tickrelay.hub;

import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;

/**
 * Tells clients that updates of a stream will never reach them. Those that this relay
 * could not hand on in time had numbers, and the gap names them. Those that it never got
 * had none: such a gap stands between two ticks, which it names, and the numbers run on.
 */
public final class GapFrame extends Frame {

	private final GapCause cause;

	private final long fromSeq;

	private final long toSeq;

	private final @Nullable Long dropped;

	/**
	 * Creates the frame of a hole.
	 * @param topic whose updates are missing
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
	 * Why.
	 * @return the cause
	 */
	public GapCause cause() {
		return this.cause;
	}

	/**
	 * Where it begins.
	 * @return the first number that is missing, or that of the last tick before
	 */
	public long fromSeq() {
		return this.fromSeq;
	}

	/**
	 * Where it ends.
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
	 * One gap for two of the same stream and cause; what came between them is no part.
	 */
	public GapFrame and(GapFrame other) {
		Long both = (this.dropped == null || other.dropped == null) ? null : Long.valueOf(this.dropped + other.dropped);
		return new GapFrame(topic(), life(), this.cause, Math.min(this.fromSeq, other.fromSeq),
				Math.max(this.toSeq, other.toSeq), both);
	}

}
