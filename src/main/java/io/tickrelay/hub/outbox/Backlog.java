package io.tickrelay.hub.outbox;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.LongSupplier;

import io.tickrelay.hub.Frame;
import io.tickrelay.hub.GapFrame;
import io.tickrelay.hub.StatusFrame;
import io.tickrelay.hub.TickFrame;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;

/**
 * The queue of a client whose socket does not keep up, within its bounds. It holds
 * control messages, which go in front, and frames in their order. A conflated stream
 * keeps its place in the queue and only its newest update, behind the gap that it
 * follows. Of k-lines that is the newest update of the current bar. Updates of other bars
 * go first. Lives on the loop of its lane.
 */
final class Backlog {

	/** More bars than are due at once, unless history comes or a feed has gone wild. */
	private static final int MOST_BARS_IN_A_ROW = 64;

	private final OutboxLimits limits;

	private final OutboxPool pool;

	private final Queue<byte[]> control = new ArrayDeque<>();

	private final ArrayDeque<QueuedFrame> queue = new ArrayDeque<>();

	private final Conflation conflation = new Conflation();

	private final WaitingBars bars;

	/** K-line streams with frames that wait and are sure to be sent. */
	private final Set<Topic> keptBars = new HashSet<>();

	/** How many frames at the queue's head are sent before any bar that waits. */
	private int fixed;

	private int barsInARow;

	private int keptFrames;

	private long keptBytes;

	private long controlBytes;

	Backlog(OutboxLimits limits, OutboxPool pool) {
		this.limits = limits;
		this.pool = pool;
		this.bars = new WaitingBars(limits.frames(), pool);
	}

	boolean isEmpty() {
		return this.queue.isEmpty() && this.control.isEmpty() && this.bars.isEmpty();
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
			fixOrder();
			this.queue.add(QueuedFrame.message(message));
			this.fixed = this.queue.size();
		}
		return fits;
	}

	/** Adds a frame that is sure to be sent; false where a bound is passed. */
	boolean add(QueuedFrame queuedFrame) {
		boolean fits = this.keptFrames < this.limits.frames()
				&& this.keptBytes + queuedFrame.payload() <= this.limits.bytes()
				&& this.pool.take(queuedFrame.payload());
		if (fits) {
			this.keptFrames++;
			this.keptBytes += queuedFrame.payload();
			sealAndAppend(queuedFrame);
			Topic topic = queuedFrame.topic();
			if (topic != null && topic.channel() instanceof Channel.Kline) {
				this.keptBars.add(topic);
			}
		}
		return fits;
	}

	/** Adds a frame that may be replaced, or replaces one by it. */
	Fate conflate(Frame frame, @Nullable LongSupplier ageMs) {
		if (this.keptBars.contains(frame.topic())) {
			// The client had asked for all updates, and bars set aside would overtake
			// those.
			fixOrder();
		}
		return switch (frame) {
			case TickFrame tick when tick.tick() instanceof Tick.Kline bar -> conflateBar(tick, bar, ageMs);
			case GapFrame gap when gap.topic().channel() instanceof Channel.Kline -> conflateGapOfBars(gap);
			case TickFrame _, GapFrame _, StatusFrame _ -> conflatePlain(frame, ageMs);
		};
	}

	/** How many updates were dropped for want of room since the last call. */
	int takeDropped() {
		return this.bars.takeDropped();
	}

	private Fate conflatePlain(Frame frame, @Nullable LongSupplier ageMs) {
		QueuedFrame queuedFrame = this.conflation.put(frame, ageMs);
		if (queuedFrame == null) {
			this.pool.counters().conflated.increment();
			return Fate.REPLACES;
		}
		if (!this.pool.take(queuedFrame.payload())) {
			return Fate.NO_ROOM;
		}
		this.queue.add(queuedFrame);
		return Fate.WAITS;
	}

	private Fate conflateBar(TickFrame tick, Tick.Kline bar, @Nullable LongSupplier ageMs) {
		QueuedFrame place = this.conflation.place(tick.topic());
		QueuedFrame earlier = WaitingBars.isOf(place, bar) ? place : this.bars.remove(tick.topic(), bar.startMs());
		if (earlier != null) {
			earlier.clear();
			this.pool.counters().conflated.increment();
		}
		// The waiting update of another bar came earlier and is told earlier.
		boolean fits = this.bars.setAside(place);
		if (!tick.isCurrent()) {
			fits &= this.bars.add(QueuedFrame.conflated(tick, ageMs));
		}
		else if (place != null) {
			place.fill(tick, ageMs);
		}
		else {
			fits &= conflatePlain(tick, ageMs) != Fate.NO_ROOM;
		}
		return !fits ? Fate.NO_ROOM : (earlier != null) ? Fate.REPLACES : Fate.WAITS;
	}

	private Fate conflateGapOfBars(GapFrame gap) {
		boolean fits = this.bars.merge(gap) || (this.bars.setAside(this.conflation.place(gap.topic()))
				&& this.bars.add(QueuedFrame.conflated(gap, null)));
		return fits ? Fate.WAITS : Fate.NO_ROOM;
	}

	/**
	 * Adds all frames of the past, or none where there is no room. They count against the
	 * bound of all clients and not against this client's own.
	 */
	boolean addPast(List<? extends Frame> past) {
		List<QueuedFrame> taken = new ArrayList<>(past.size());
		for (Frame frame : past) {
			QueuedFrame queuedFrame = QueuedFrame.replayed(frame);
			if (!this.pool.takeSpare(queuedFrame.payload())) {
				taken.forEach((other) -> this.pool.free(other.payload()));
				return false;
			}
			taken.add(queuedFrame);
		}
		fixOrder();
		taken.forEach(this::sealAndAppend);
		this.fixed = this.queue.size();
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
	@Nullable QueuedFrame poll() {
		if (this.fixed == 0 && this.barsInARow >= MOST_BARS_IN_A_ROW) {
			// Bars may come faster than the client reads. The frames behind them would
			// wait for ever.
			fixOrder();
		}
		QueuedFrame queuedFrame = (this.fixed == 0) ? this.bars.poll() : null;
		this.barsInARow = (queuedFrame != null) ? this.barsInARow + 1 : 0;
		if (queuedFrame == null) {
			queuedFrame = pollQueue();
		}
		return (queuedFrame != null) ? queuedFrame : this.bars.poll();
	}

	private @Nullable QueuedFrame pollQueue() {
		QueuedFrame queuedFrame;
		do {
			queuedFrame = this.queue.poll();
			if (queuedFrame != null) {
				this.fixed = Math.max(0, this.fixed - 1);
				release(queuedFrame);
			}
		}
		while (queuedFrame != null && queuedFrame.isVacant());
		return queuedFrame;
	}

	/** Frames that wait now are sent as they are, before all later ones. */
	private void fixOrder() {
		List<QueuedFrame> queued = List.copyOf(this.queue);
		this.queue.clear();
		this.queue.addAll(queued.subList(0, this.fixed));
		this.queue.addAll(this.bars.takeAll());
		List<QueuedFrame> rest = queued.subList(this.fixed, queued.size());
		rest.stream().filter(QueuedFrame::isVacant).forEach(this::release);
		rest.stream().filter((queuedFrame) -> !queuedFrame.isVacant()).forEach(this.queue::add);
		this.conflation.clear();
		this.keptBars.clear();
		this.fixed = this.queue.size();
	}

	/** Releases all waiting frames of some streams. */
	void forget(Set<Topic> topics) {
		int fixedBefore = this.fixed;
		int[] visited = new int[1];
		this.queue.removeIf((queuedFrame) -> {
			Topic topic = queuedFrame.topic();
			boolean gone = topic != null && topics.contains(topic);
			if (gone) {
				release(queuedFrame);
				this.fixed -= (visited[0] < fixedBefore) ? 1 : 0;
			}
			visited[0]++;
			return gone;
		});
		this.bars.forget(topics);
		this.keptBars.removeAll(topics);
	}

	/** Releases everything. */
	void clear() {
		while (pollControl() != null || poll() != null) {
			// Each frame gives back what it took from the pool.
		}
	}

	private void sealAndAppend(QueuedFrame queuedFrame) {
		// A conflated update of the same stream keeps its frame, because a newer frame in
		// its place would overtake this one.
		this.conflation.seal(queuedFrame);
		this.queue.add(queuedFrame);
	}

	private void release(QueuedFrame queuedFrame) {
		this.pool.free(queuedFrame.payload());
		switch (queuedFrame.kind()) {
			case CONFLATED -> this.conflation.forget(queuedFrame);
			case KEPT -> {
				this.keptFrames--;
				this.keptBytes -= queuedFrame.payload();
			}
			case REPLAYED, MESSAGE -> {
				// Such a frame is charged to no bound of this client's own.
			}
		}
	}

	/** What becomes of a frame that may be replaced. */
	enum Fate {

		/** The frame waits in a place of its own. */
		WAITS,
		/** The frame took the place of an earlier one. */
		REPLACES,
		/** A bound is passed. */
		NO_ROOM

	}

}
