package io.tickrelay.hub;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.LongSupplier;

import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;

/**
 * What waits for a client whose socket does not keep up, within its bounds: control
 * messages, which go in front, and frames in their order. A conflated stream keeps its
 * place in the queue and only its newest update, behind the gap that it follows. Lives on
 * the loop of its lane.
 */
final class Backlog {

	private final OutboxLimits limits;

	private final OutboxPool pool;

	private final Queue<byte[]> control = new ArrayDeque<>();

	private final ArrayDeque<Slot> queue = new ArrayDeque<>();

	private final Conflation conflation = new Conflation();

	private int keptFrames;

	private long keptBytes;

	private long controlBytes;

	Backlog(OutboxLimits limits, OutboxPool pool) {
		this.limits = limits;
		this.pool = pool;
	}

	boolean isEmpty() {
		return this.queue.isEmpty() && this.control.isEmpty();
	}

	/** Adds a message that goes in front of all frames; false where a bound is passed. */
	boolean addControl(byte[] message) {
		boolean fits = this.control.size() < this.limits.controlMessages()
				&& this.controlBytes + message.length <= this.limits.bytes() && this.pool.take(message.length);
		if (fits) {
			this.control.add(message);
			this.controlBytes += message.length;
		}
		return fits;
	}

	/** Adds a message that keeps its place among the frames. */
	boolean addMessage(byte[] message) {
		boolean fits = this.pool.take(message.length);
		if (fits) {
			this.queue.add(Slot.message(message));
		}
		return fits;
	}

	/** Adds a frame that is sure to be sent; false where a bound is passed. */
	boolean add(Slot slot) {
		boolean fits = this.keptFrames < this.limits.frames() && this.keptBytes + slot.payload() <= this.limits.bytes()
				&& this.pool.take(slot.payload());
		if (fits) {
			this.keptFrames++;
			this.keptBytes += slot.payload();
			sealAndAppend(slot);
		}
		return fits;
	}

	/** Adds a frame that may be replaced, or replaces one by it. */
	Fate conflate(Frame frame, @Nullable LongSupplier ageMs) {
		Slot slot = this.conflation.put(frame, ageMs);
		if (slot == null) {
			this.pool.counters().conflated.increment();
			return Fate.REPLACES;
		}
		if (!this.pool.take(slot.payload())) {
			return Fate.NO_ROOM;
		}
		this.queue.add(slot);
		return Fate.WAITS;
	}

	/**
	 * Adds frames of the past, which count against what may wait for all clients and not
	 * against this client's own bounds; all or, where there is no room, none.
	 */
	boolean addPast(List<? extends Frame> past) {
		List<Slot> taken = new ArrayList<>(past.size());
		for (Frame frame : past) {
			Slot slot = Slot.replayed(frame);
			if (!this.pool.takeSpare(slot.payload())) {
				taken.forEach((other) -> this.pool.free(other.payload()));
				return false;
			}
			taken.add(slot);
		}
		taken.forEach(this::sealAndAppend);
		return true;
	}

	/** The next control message, or null where there is none. */
	byte @Nullable [] pollControl() {
		byte[] message = this.control.poll();
		if (message != null) {
			this.controlBytes -= message.length;
			this.pool.free(message.length);
		}
		return message;
	}

	/** The next frame or message among the frames, or null where there is none. */
	@Nullable Slot poll() {
		Slot slot = this.queue.poll();
		if (slot != null) {
			release(slot);
		}
		return slot;
	}

	/** Lets go of all that waits of some streams. */
	void forget(Set<Topic> topics) {
		this.queue.removeIf((slot) -> {
			Topic topic = slot.topic();
			boolean gone = topic != null && topics.contains(topic);
			if (gone) {
				release(slot);
			}
			return gone;
		});
	}

	/** Lets go of everything. */
	void clear() {
		while (pollControl() != null || poll() != null) {
			// Each gives back what it took.
		}
	}

	private void sealAndAppend(Slot slot) {
		// A conflated update of the same stream keeps what it holds: filled anew it would
		// overtake this one.
		this.conflation.seal(slot);
		this.queue.add(slot);
	}

	private void release(Slot slot) {
		this.pool.free(slot.payload());
		switch (slot.kind()) {
			case CONFLATED -> this.conflation.forget(slot);
			case KEPT -> {
				this.keptFrames--;
				this.keptBytes -= slot.payload();
			}
			case REPLAYED, MESSAGE -> {
				// Charged to no bound of this client's own.
			}
		}
	}

	/** What becomes of a frame that may be replaced. */
	enum Fate {

		/** It waits in a place of its own. */
		WAITS,
		/** It took the place of an earlier one. */
		REPLACES,
		/** A bound is passed. */
		NO_ROOM

	}

}
