package io.tickrelay.hub;

import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;

/**
 * A place in an {@link Outbox}'s queue. A conflated one is filled anew while it waits.
 */
final class Slot {

	/** What the place is charged to. */
	enum Kind {

		/** A frame that is sure to be sent, within the client's own bounds. */
		KEPT,
		/** A frame that may be replaced. */
		CONFLATED,
		/** The past, which was found to fit when it was asked for. */
		REPLAYED,
		/** A message of the client's own that keeps its place among the frames. */
		MESSAGE

	}

	private final Kind kind;

	/**
	 * What the slot holds besides shared frames; fixed, so that it is given back whole.
	 */
	private final int payload;

	private @Nullable Frame frame;

	// A snapshot's own bytes, or those of a frame that is sure to be sent.
	private byte @Nullable [] bytes;

	private Slot(Kind kind, int payload, @Nullable Frame frame, byte @Nullable [] bytes) {
		this.kind = kind;
		this.payload = payload;
		this.frame = frame;
		this.bytes = bytes;
	}

	/** A place for a frame that is sure to be sent. */
	static Slot kept(Frame frame, byte[] bytes) {
		return new Slot(Kind.KEPT, bytes.length, frame, bytes);
	}

	/** A place for a frame that may be replaced; encoded when its turn has come. */
	static Slot conflated(Frame frame, byte @Nullable [] bytes) {
		return new Slot(Kind.CONFLATED, (bytes != null) ? bytes.length : 0, frame, bytes);
	}

	/** A place for a frame of the past, which the ring may let go before it is sent. */
	static Slot replayed(Frame frame) {
		return new Slot(Kind.REPLAYED, (frame instanceof TickFrame tick) ? ReplayRing.weight(tick) : 0, frame, null);
	}

	/** A place for a message. */
	static Slot message(byte[] bytes) {
		return new Slot(Kind.MESSAGE, bytes.length, null, bytes);
	}

	void fill(Frame newer, byte @Nullable [] newerBytes) {
		this.frame = newer;
		this.bytes = newerBytes;
	}

	Kind kind() {
		return this.kind;
	}

	int payload() {
		return this.payload;
	}

	/** Whose stream's frame it holds; null for a message. */
	@Nullable Topic topic() {
		return (this.frame != null) ? this.frame.topic() : null;
	}

	@Nullable Frame frame() {
		return this.frame;
	}

	byte[] bytes(WireFormat format) {
		if (this.bytes != null) {
			return this.bytes;
		}
		if (this.frame == null) {
			throw new IllegalStateException("A slot holds a frame or bytes");
		}
		return this.frame.bytes(format);
	}

}
