package io.tickrelay.hub;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.tickrelay.tick.Tick;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the newest update of each bar of one stream, as far back as its
 * {@link ReplayRing} reaches. A client that was away has to be told those. Guarded by the
 * ring.
 */
final class BarLog {

	/** The approximate cost of a kept update, with its texts and its encodings. */
	static final int BAR_BYTES = 1024;

	/** The kept bars, in the order of their newest updates. */
	private final Map<Long, Bar> bars = new LinkedHashMap<>();

	/** The latest bar that the ring does not reach any more. */
	private @Nullable Bar edge;

	/**
	 * Keeps the stream's next tick.
	 * @return whether it is the first kept update of its bar
	 */
	boolean add(TickFrame tick, Tick.Kline bar) {
		Bar known = this.bars.remove(bar.startMs());
		this.bars.put(bar.startMs(), new Bar(bar.startMs(), (known == null) ? tick.seq() : known.firstSeq(), tick));
		return known == null;
	}

	/**
	 * Lets the ring's oldest tick go.
	 * @return whether it was the only kept update of its bar
	 */
	boolean letGo(long seq) {
		if (this.bars.isEmpty()) {
			// Logs of trades and of books are always empty, and every tick of theirs
			// passes here.
			return false;
		}
		Iterator<Bar> oldest = this.bars.values().iterator();
		Bar bar = oldest.next();
		if (bar.newest().seq() != seq) {
			return false;
		}
		oldest.remove();
		if (this.edge == null || bar.startMs() >= this.edge.startMs()) {
			this.edge = bar;
		}
		return true;
	}

	void clear() {
		this.bars.clear();
		this.edge = null;
	}

	/**
	 * The newest updates of bars.
	 * @param afterSeq only updates with a later number
	 * @param upToSeq the last number to tell
	 * @param current whether to begin with the bar that was the current one at the first
	 * number
	 * @return in the order of their numbers
	 */
	List<TickFrame> missed(long afterSeq, long upToSeq, boolean current) {
		List<TickFrame> missed = new ArrayList<>();
		TickFrame then = current ? currentAt(afterSeq) : null;
		if (then != null && then.seq() <= afterSeq) {
			missed.add(then);
		}
		for (Bar bar : this.bars.values()) {
			long seq = bar.newest().seq();
			if (seq > afterSeq && seq <= upToSeq) {
				missed.add(bar.newest());
			}
		}
		return missed;
	}

	private @Nullable TickFrame currentAt(long seq) {
		Bar current = this.edge;
		for (Bar bar : this.bars.values()) {
			if (bar.firstSeq() <= seq && (current == null || bar.startMs() >= current.startMs())) {
				current = bar;
			}
		}
		return (current == null) ? null : current.newest();
	}

	/**
	 * A bar.
	 *
	 * @param startMs its start
	 * @param firstSeq the number of its first update that is kept, or was kept when the
	 * next one came
	 * @param newest its newest update
	 */
	private record Bar(long startMs, long firstSeq, TickFrame newest) {
	}

}
