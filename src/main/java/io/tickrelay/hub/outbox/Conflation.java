package io.tickrelay.hub.outbox;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

import io.tickrelay.hub.Frame;
import io.tickrelay.hub.GapFrame;
import io.tickrelay.hub.StatusFrame;
import io.tickrelay.hub.TickFrame;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;

/**
 * The queued slots of conflated streams that a newer frame may still go into: one a
 * stream for its ticks, of k-lines for the current bar's, one for its states, one for its
 * gaps. So what waits for a client is bounded however long it is away. Lives on the loop
 * of its lane.
 */
final class Conflation {

	private final Map<Topic, Slot> ticks = new HashMap<>();

	private final Map<Topic, Slot> statuses = new HashMap<>();

	private final Map<Topic, Slot> gaps = new HashMap<>();

	/**
	 * Puts a frame into the slot that waits for it.
	 * @param frame the newer frame
	 * @param ageMs how old a snapshot is; null for anything else
	 * @return a slot to be queued where there is none, else null
	 */
	@Nullable Slot put(Frame frame, @Nullable LongSupplier ageMs) {
		Slot waiting = slots(frame).get(frame.topic());
		if (waiting != null) {
			merge(waiting, frame, ageMs);
			return null;
		}
		if (frame instanceof GapFrame) {
			// What waits came before the gap, and what comes now comes after it. At most
			// one tick a stream keeps its slot so: the next gap goes into this one.
			this.ticks.remove(frame.topic());
		}
		Slot slot = Slot.conflated(frame, ageMs);
		slots(frame).put(frame.topic(), slot);
		return slot;
	}

	/**
	 * The place of a stream's newest tick, which may be vacant; null where it has none.
	 */
	@Nullable Slot place(Topic topic) {
		return this.ticks.get(topic);
	}

	/** Frames that come now are queued behind all that waits of the stream. */
	void seal(Slot slot) {
		Topic topic = slot.topic();
		if (topic != null) {
			this.ticks.remove(topic);
			this.statuses.remove(topic);
			this.gaps.remove(topic);
		}
	}

	/** A slot has left the queue. */
	void forget(Slot slot) {
		Topic topic = slot.topic();
		if (topic != null) {
			this.ticks.remove(topic, slot);
			this.statuses.remove(topic, slot);
			this.gaps.remove(topic, slot);
		}
	}

	void clear() {
		this.ticks.clear();
		this.statuses.clear();
		this.gaps.clear();
	}

	private static void merge(Slot waiting, Frame frame, @Nullable LongSupplier ageMs) {
		switch (frame) {
			case GapFrame gap when waiting.frame() instanceof GapFrame earlier -> waiting.fill(earlier.and(gap), null);
			case GapFrame _, TickFrame _, StatusFrame _ -> waiting.fill(frame, ageMs);
		}
	}

	private Map<Topic, Slot> slots(Frame frame) {
		return switch (frame) {
			case TickFrame _ -> this.ticks;
			case StatusFrame _ -> this.statuses;
			case GapFrame _ -> this.gaps;
		};
	}

}
