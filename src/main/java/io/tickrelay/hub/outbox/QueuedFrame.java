package io.tickrelay.hub.outbox;

import java.util.function.LongSupplier;

import io.tickrelay.hub.Frame;
import io.tickrelay.hub.TickFrame;
import io.tickrelay.hub.WireFormat;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;

/**
 * A place in an {@link Outbox}'s queue. A conflated one is filled anew while it waits.
 */
final class QueuedFrame {

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
	 * The bytes that the place holds besides shared frames; fixed, so that they are given
	 * back whole.
	 */
	private final int payload;

	private final @Nullable Topic topic;

	/** Null while a conflated place waits for the next frame. */
	private @Nullable Frame frame;

	// The bytes of a frame that is sure to be sent, or of a message.
	private final byte @Nullable [] bytes;

	/** How old a last known value is when it is sent at last. */
	private @Nullable LongSupplier ageMs;

	private QueuedFrame(Kind kind, int payload, @Nullable Frame frame, byte @Nullable [] bytes,
			@Nullable LongSupplier ageMs) {
		this.kind = kind;
		this.payload = payload;
		this.topic = (frame == null) ? null : frame.topic();
		this.frame = frame;
		this.bytes = bytes;
		this.ageMs = ageMs;
	}

	/** A place for a frame that is sure to be sent. */
	static QueuedFrame kept(Frame frame, byte[] bytes) {
		return new QueuedFrame(Kind.KEPT, bytes.length, frame, bytes, null);
	}

	/** A place for a frame that may be replaced; encoded when its turn has come. */
	static QueuedFrame conflated(Frame frame, @Nullable LongSupplier ageMs) {
		return new QueuedFrame(Kind.CONFLATED, 0, frame, null, ageMs);
	}

	/** A place for a last known value that is sure to be sent. */
	static QueuedFrame snapshot(TickFrame last, LongSupplier ageMs, int length) {
		return new QueuedFrame(Kind.KEPT, length, last, null, ageMs);
	}

	/** A place for a frame of the past, which the ring may let go before it is sent. */
	static QueuedFrame replayed(Frame frame) {
		// The frame itself is the ring's, or was until lately.
		return new QueuedFrame(Kind.REPLAYED, 0, frame, null, null);
	}

	/** A place for a message. */
	static QueuedFrame message(byte[] bytes) {
		return new QueuedFrame(Kind.MESSAGE, bytes.length, null, bytes, null);
	}

	void fill(Frame newer, @Nullable LongSupplier newerAgeMs) {
		this.frame = newer;
		this.ageMs = newerAgeMs;
	}

	/** Keeps the place and releases its frame, which a new place holds from now on. */
	QueuedFrame moved() {
		QueuedFrame queuedFrame = new QueuedFrame(this.kind, this.payload, this.frame, null, this.ageMs);
		clear();
		return queuedFrame;
	}

	/** Keeps the place and releases what it holds. */
	void clear() {
		this.frame = null;
		this.ageMs = null;
	}

	/** Whether a conflated place holds nothing at present. */
	boolean isVacant() {
		return this.frame == null && this.bytes == null;
	}

	Kind kind() {
		return this.kind;
	}

	int payload() {
		return this.payload;
	}

	/** The stream whose frames the place holds; null for a message. */
	@Nullable Topic topic() {
		return this.topic;
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
		return (this.ageMs != null && this.frame instanceof TickFrame last)
				? format.encodeSnapshot(last, this.ageMs.getAsLong()) : this.frame.bytes(format);
	}

}
