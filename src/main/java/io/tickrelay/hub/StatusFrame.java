package io.tickrelay.hub;

import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;

/**
 * A stream's state at one of its edges, or as a newcomer finds it.
 */
public final class StatusFrame extends Frame {

	private final StreamStatus status;

	private final long edge;

	private final @Nullable Long lastTickAgeMs;

	StatusFrame(Topic topic, long life, StreamStatus status, long edge, @Nullable Long lastTickAgeMs) {
		super(topic, life);
		this.status = status;
		this.edge = edge;
		this.lastTickAgeMs = lastTickAgeMs;
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
	 * Counts the edges of this stream, so that none is told twice or in the wrong order.
	 */
	long edge() {
		return this.edge;
	}

}
