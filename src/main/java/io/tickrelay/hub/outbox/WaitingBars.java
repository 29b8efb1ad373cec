package io.tickrelay.hub.outbox;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.tickrelay.hub.Frame;
import io.tickrelay.hub.GapCause;
import io.tickrelay.hub.GapFrame;
import io.tickrelay.hub.StatusFrame;
import io.tickrelay.hub.TickFrame;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;

/**
 * The waiting updates of bars other than a stream's current one, for one conflating
 * client. The newest update of each bar waits, and the gaps between. They are sent before
 * what may still be replaced. A client that is cut off amid its backlog has therefore got
 * each bar that had a successor at the time that it resumes by.
 *
 * <p>
 * The order is that in which bars were set aside, and so in each stream that of the
 * numbers. Beyond the bound a stream's oldest update goes, and a gap takes its place. A
 * later gap would be lost to a client that is cut off before it. Lives on the loop of its
 * lane.
 */
public final class WaitingBars {

	/** How many updates of one stream may wait, however many wait of others. */
	public static final int FAIR = 4;

	private final int most;

	private final OutboxPool pool;

	private final Set<QueuedFrame> order = new LinkedHashSet<>();

	private final Map<Key, QueuedFrame> slots = new HashMap<>();

	private final Map<Topic, Stream> streams = new HashMap<>();

	private int dropped;

	/**
	 * Creates an empty one.
	 * @param most how many updates may wait in all, but for each stream's fair part
	 * @param pool what waits for all clients together
	 */
	WaitingBars(int most, OutboxPool pool) {
		this.most = most;
		this.pool = pool;
	}

	boolean isEmpty() {
		return this.order.isEmpty();
	}

	/** Whether a place holds an update of a bar. */
	static boolean isOf(@Nullable QueuedFrame place, Tick.Kline bar) {
		return place != null && place.frame() instanceof TickFrame tick && startOf(tick) == bar.startMs();
	}

	/** Takes an update of a bar away, if one waits. */
	@Nullable QueuedFrame remove(Topic topic, long startMs) {
		QueuedFrame queuedFrame = this.slots.get(new Key(topic, startMs));
		if (queuedFrame != null) {
			forget(queuedFrame);
		}
		return queuedFrame;
	}

	/**
	 * Adds a gap to the one that waits of its stream and cause; false where none does.
	 */
	boolean merge(GapFrame gap) {
		QueuedFrame waiting = this.slots.get(Key.of(gap));
		if (waiting == null || !(waiting.frame() instanceof GapFrame earlier)) {
			return false;
		}
		waiting.fill(earlier.and(gap), null);
		return true;
	}

	/**
	 * Moves what a stream's place in the queue holds behind all others; the place stays.
	 * @return false where a bound is passed
	 */
	boolean setAside(@Nullable QueuedFrame place) {
		return place == null || place.isVacant() || add(place.moved());
	}

	/**
	 * Adds an update or a gap behind all others.
	 * @return false where a bound is passed that is not a client's own
	 */
	boolean add(QueuedFrame queuedFrame) {
		if (!this.pool.take(queuedFrame.payload())) {
			return false;
		}
		Frame frame = frame(queuedFrame);
		this.order.add(queuedFrame);
		this.slots.put(Key.of(frame), queuedFrame);
		Stream stream = this.streams.computeIfAbsent(frame.topic(), (topic) -> new Stream());
		stream.order.add(queuedFrame);
		if (frame instanceof TickFrame tick) {
			stream.latestStart = Math.max(stream.latestStart, startOf(tick));
		}
		while (stream.order.size() > FAIR && this.order.size() > this.most) {
			drop(stream);
		}
		return true;
	}

	/** The first one, or null where there is none. */
	@Nullable QueuedFrame poll() {
		if (this.order.isEmpty()) {
			return null;
		}
		QueuedFrame first = this.order.iterator().next();
		forget(first);
		return first;
	}

	/** Takes all that wait, in their order. Each still has its room in the pool. */
	List<QueuedFrame> takeAll() {
		List<QueuedFrame> all = List.copyOf(this.order);
		this.order.clear();
		this.slots.clear();
		this.streams.clear();
		return all;
	}

	/** Releases all that waits of some streams. */
	void forget(Set<Topic> topics) {
		for (Topic topic : topics) {
			Stream stream = this.streams.get(topic);
			if (stream != null) {
				List.copyOf(stream.order).forEach(this::forget);
			}
		}
	}

	/** How many updates were dropped for want of room since the last call. */
	int takeDropped() {
		int count = this.dropped;
		this.dropped = 0;
		return count;
	}

	private void forget(QueuedFrame queuedFrame) {
		this.pool.free(queuedFrame.payload());
		Frame frame = frame(queuedFrame);
		this.order.remove(queuedFrame);
		this.slots.remove(Key.of(frame), queuedFrame);
		Stream stream = this.streams.get(frame.topic());
		if (stream != null) {
			stream.order.remove(queuedFrame);
			if (stream.order.isEmpty()) {
				this.streams.remove(frame.topic());
			}
		}
	}

	/** Drops the oldest update, but no gap, and never the latest bar. */
	private void drop(Stream stream) {
		QueuedFrame oldest = oldest(stream);
		if (!(oldest.frame() instanceof TickFrame tick)) {
			throw new IllegalStateException("An update is no gap");
		}
		this.dropped++;
		this.pool.counters().dropped.increment();
		GapFrame gap = new GapFrame(tick.topic(), tick.life(), GapCause.SLOW_CONSUMER, tick.seq(), tick.seq());
		QueuedFrame known = this.slots.get(Key.of(gap));
		if (known != null && known.frame() instanceof GapFrame other) {
			gap = other.and(gap);
			if (other.fromSeq() < tick.seq()) {
				known.fill(gap, null);
				forget(oldest);
				return;
			}
			forget(known);
		}
		this.slots.remove(Key.of(tick), oldest);
		oldest.fill(gap, null);
		this.slots.put(Key.of(gap), oldest);
	}

	private static QueuedFrame oldest(Stream stream) {
		for (QueuedFrame queuedFrame : stream.order) {
			if (queuedFrame.frame() instanceof TickFrame tick && startOf(tick) != stream.latestStart) {
				return queuedFrame;
			}
		}
		throw new IllegalStateException("Of one stream wait more gaps than there are causes");
	}

	static long startOf(TickFrame tick) {
		return (tick.tick() instanceof Tick.Kline bar) ? bar.startMs() : Long.MIN_VALUE;
	}

	private static Frame frame(QueuedFrame queuedFrame) {
		return Objects.requireNonNull(queuedFrame.frame(), "Nothing waits in a vacant place");
	}

	/** The waiting updates and gaps of one stream, in its order. */
	private static final class Stream {

		private final Set<QueuedFrame> order = new LinkedHashSet<>();

		/** The latest bar that has waited. */
		private long latestStart = Long.MIN_VALUE;

	}

	/**
	 * The key of a waiting update or gap, of which there is one at most.
	 *
	 * @param topic the stream
	 * @param what a bar's start, or a gap's cause
	 */
	private record Key(Topic topic, Object what) {

		static Key of(Frame frame) {
			return new Key(frame.topic(), switch (frame) {
				case TickFrame tick -> startOf(tick);
				case GapFrame gap -> gap.cause();
				case StatusFrame _ -> throw new IllegalArgumentException("A state is no bar");
			});
		}

	}

}
