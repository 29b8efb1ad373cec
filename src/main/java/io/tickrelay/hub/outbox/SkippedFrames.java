package io.tickrelay.hub.outbox;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import io.tickrelay.hub.Frame;
import io.tickrelay.hub.GapCause;
import io.tickrelay.hub.GapFrame;
import io.tickrelay.hub.HubCounters;
import io.tickrelay.hub.StatusFrame;
import io.tickrelay.hub.TickFrame;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;

/**
 * The frames that a client was not given because its lane is behind. Of each stream it
 * keeps the numbers, the newest update and the newest state. That is a few references for
 * each stream of the client. Lives on the loop of its lane.
 */
final class SkippedFrames {

	private final Map<Topic, Skipped> streams = new LinkedHashMap<>();

	private final HubCounters counters;

	SkippedFrames(HubCounters counters) {
		this.counters = counters;
	}

	void add(Frame frame, Delivery delivery) {
		Skipped skipped = this.streams.get(frame.topic());
		if (skipped == null || skipped.life != frame.life()) {
			// The numbers of a former life say nothing any more.
			skipped = new Skipped(frame.life());
			this.streams.put(frame.topic(), skipped);
		}
		skipped.delivery = delivery;
		switch (frame) {
			case TickFrame tick -> {
				this.counters.skipped.increment();
				skipped.add(tick);
			}
			case StatusFrame status -> skipped.status = status;
			case GapFrame gap ->
				skipped.gap = (skipped.gap != null && skipped.gap.cause() == gap.cause()) ? skipped.gap.and(gap) : gap;
		}
	}

	void forget(Set<Topic> topics) {
		this.streams.keySet().removeAll(topics);
	}

	/** Tells a client all of it, as far as the client's format has words for it. */
	void tell(Outbox client) {
		this.streams.values().forEach((skipped) -> skipped.tell(client));
		this.streams.clear();
	}

	/** The skipped frames of one stream. */
	private static final class Skipped {

		private final long life;

		private Delivery delivery = Delivery.ALL;

		private long fromSeq;

		private @Nullable TickFrame last;

		private @Nullable GapFrame gap;

		private @Nullable StatusFrame status;

		/** Whether updates of several bars are missing, of which the last is one. */
		private boolean severalBars;

		Skipped(long life) {
			this.life = life;
		}

		void add(TickFrame tick) {
			TickFrame before = this.last;
			if (before == null) {
				this.fromSeq = tick.seq();
			}
			else if (before.tick() instanceof Tick.Kline earlier && tick.tick() instanceof Tick.Kline later) {
				this.severalBars |= earlier.startMs() != later.startMs();
			}
			this.last = tick;
		}

		void tell(Outbox client) {
			TickFrame newest = this.last;
			if (newest != null && newest.seq() > this.fromSeq
					&& (this.delivery instanceof Delivery.All || this.severalBars)) {
				client.deliver(
						new GapFrame(newest.topic(), this.life, GapCause.RELAY_BEHIND, this.fromSeq, newest.seq() - 1),
						this.delivery);
			}
			if (this.gap != null) {
				client.deliver(this.gap, this.delivery);
			}
			if (this.status != null) {
				client.deliver(this.status, this.delivery);
			}
			if (newest != null) {
				client.deliver(newest, this.delivery);
			}
		}

	}

}
