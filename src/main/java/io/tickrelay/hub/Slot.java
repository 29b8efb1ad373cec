package io.tickrelay.hub;

import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;

/**
 * A place in an {@link Outbox}'s queue. A conflated one is filled anew while it waits.
 */
final class Slot {

	private final boolean conflated;

	private Frame frame;

	// A snapshot's own bytes, or those of a frame that is sure to be sent.
	private byte @Nullable [] bytes;

	private Slot(boolean conflated, Frame frame, byte @Nullable [] bytes) {
		this.conflated = conflated;
		this.frame = frame;
		this.bytes = bytes;
	}

	/** A place for a frame that is sure to be sent. */
	static Slot kept(Frame frame, byte[] bytes) {
		return new Slot(false, frame, bytes);
	}

	/** A place for a frame that may be replaced; encoded when its turn has come. */
	static Slot conflated(Frame frame, byte @Nullable [] bytes) {
		return new Slot(true, frame, bytes);
	}

	void fill(Frame newer, byte @Nullable [] newerBytes) {
		this.frame = newer;
		this.bytes = newerBytes;
	}

	boolean isConflated() {
		return this.conflated;
	}

	Topic topic() {
		return this.frame.topic();
	}

	Frame frame() {
		return this.frame;
	}

	byte[] bytes(WireFormat format) {
		return (this.bytes != null) ? this.bytes : this.frame.bytes(format);
	}

	int length() {
		return (this.bytes != null) ? this.bytes.length : 0;
	}

}
