package io.tickrelay.hub;

import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;

/**
 * A stream's state at one of its edges, or as a client finds it that has just joined.
 */
public final class StatusFrame extends Frame {

	private final StreamStatus status;

	private final long edge;

	private final @Nullable Long lastTickAgeMs;

	private final @Nullable Long etaMs;

	/**
	 * Creates the frame of a state.
	 * @param topic whose state it is
	 * @param life of the topic
	 * @param status the state
	 * @param edge when it began, monotonic milliseconds
	 * @param lastTickAgeMs null before the first tick
	 * @param etaMs null where it is unknown
	 */
	public StatusFrame(Topic topic, long life, StreamStatus status, long edge, @Nullable Long lastTickAgeMs,
			@Nullable Long etaMs) {
		super(topic, life);
		this.status = status;
		this.edge = edge;
		this.lastTickAgeMs = lastTickAgeMs;
		this.etaMs = etaMs;
	}

	/**
	 * The state.
	 * @return the state with its cause
	 */
	public StreamStatus status() {
		return this.status;
	}

	/**
	 * How old the last tick was when this frame was made.
	 * @return milliseconds, or null where there has been no tick
	 */
	public @Nullable Long lastTickAgeMs() {
		return this.lastTickAgeMs;
	}

	/**
	 * How much longer the cause would last when this frame was made.
	 * @return milliseconds, or null where that can't be told
	 */
	public @Nullable Long etaMs() {
		return this.etaMs;
	}

	/**
	 * Counts the edges of this stream, so that none is told twice or in the wrong order.
	 */
	public long edge() {
		return this.edge;
	}

	/** The same edge, told to a client that comes later. */
	public StatusFrame retold(long nowMs, @Nullable Long ageMs) {
		return new StatusFrame(topic(), life(), this.status, this.edge, ageMs, this.status.etaMs(nowMs));
	}

}
