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
 * The queued frames of conflated streams that a newer frame may still replace. A stream
 * has one for its ticks, or its current bar, one for its states, and one for its gaps. So
 * what waits for a client is bounded however long it is away. Lives on the loop of its
 * lane.
 */
final class Conflation {

	private final Map<Topic, QueuedFrame> ticks = new HashMap<>();

	private final Map<Topic, QueuedFrame> statuses = new HashMap<>();

	private final Map<Topic, QueuedFrame> gaps = new HashMap<>();

	/**
	 * Puts a frame into the place that waits for it.
	 * @param frame the newer frame
	 * @param ageMs how old a snapshot is; null for anything else
	 * @return a new place to be queued where none waited, else null
	 */
	@Nullable QueuedFrame put(Frame frame, @Nullable LongSupplier ageMs) {
		QueuedFrame waiting = slots(frame).get(frame.topic());
		if (waiting != null) {
			merge(waiting, frame, ageMs);
			return null;
		}
		if (frame instanceof GapFrame) {
			// The waiting tick came before the gap, and the next tick comes after it.
			// Only one tick a stream keeps its place so, because the next gap joins this
			// one.
			this.ticks.remove(frame.topic());
		}
		QueuedFrame queuedFrame = QueuedFrame.conflated(frame, ageMs);
		slots(frame).put(frame.topic(), queuedFrame);
		return queuedFrame;
	}

	/**
	 * The place of a stream's newest tick, which may be vacant; null where it has none.
	 */
	@Nullable QueuedFrame place(Topic topic) {
		return this.ticks.get(topic);
	}

	/** Seals the stream's places: later frames are queued behind all that waits of it. */
	void seal(QueuedFrame queuedFrame) {
		Topic topic = queuedFrame.topic();
		if (topic != null) {
			this.ticks.remove(topic);
			this.statuses.remove(topic);
			this.gaps.remove(topic);
		}
	}

	/** A queued frame has left the queue. */
	void forget(QueuedFrame queuedFrame) {
		Topic topic = queuedFrame.topic();
		if (topic != null) {
			this.ticks.remove(topic, queuedFrame);
			this.statuses.remove(topic, queuedFrame);
			this.gaps.remove(topic, queuedFrame);
		}
	}

	void clear() {
		this.ticks.clear();
		this.statuses.clear();
		this.gaps.clear();
	}

	private static void merge(QueuedFrame waiting, Frame frame, @Nullable LongSupplier ageMs) {
		switch (frame) {
			case GapFrame gap when waiting.frame() instanceof GapFrame earlier -> waiting.fill(earlier.and(gap), null);
			case GapFrame _, TickFrame _, StatusFrame _ -> waiting.fill(frame, ageMs);
		}
	}

	private Map<Topic, QueuedFrame> slots(Frame frame) {
		return switch (frame) {
			case TickFrame _ -> this.ticks;
			case StatusFrame _ -> this.statuses;
			case GapFrame _ -> this.gaps;
		};
	}

}
