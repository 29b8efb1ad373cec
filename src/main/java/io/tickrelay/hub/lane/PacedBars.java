package io.tickrelay.hub.lane;

import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

import io.tickrelay.hub.GapCause;
import io.tickrelay.hub.GapFrame;
import io.tickrelay.hub.TickFrame;
import io.tickrelay.tick.Tick;
import org.jspecify.annotations.Nullable;

/**
 * The updates of a k-line stream that wait for the next edge of a rate: the newest of
 * each bar, in the order of receipt. Beyond the bound the oldest is dropped, but never
 * the latest bar's, and a gap says so. Lives on the lane's loop.
 */
final class PacedBars {

	/** The bound: many times what an interval brings, unless a feed has gone wild. */
	static final int MOST = 256;

	private final Map<Long, TickFrame> newest = new LinkedHashMap<>();

	private long latestStart = Long.MIN_VALUE;

	private @Nullable GapFrame dropped;

	void put(Tick.Kline bar, TickFrame tick) {
		Long start = bar.startMs();
		this.newest.remove(start);
		this.newest.put(start, tick);
		this.latestStart = Math.max(this.latestStart, bar.startMs());
		if (this.newest.size() > MOST) {
			dropOldest();
		}
	}

	/** The updates that wait. */
	Collection<TickFrame> updates() {
		return this.newest.values();
	}

	/** The updates that were dropped for want of room; null where none was. */
	@Nullable GapFrame dropped() {
		return this.dropped;
	}

	void clear() {
		this.newest.clear();
		this.latestStart = Long.MIN_VALUE;
		this.dropped = null;
	}

	private void dropOldest() {
		Iterator<Map.Entry<Long, TickFrame>> bars = this.newest.entrySet().iterator();
		Map.Entry<Long, TickFrame> oldest = bars.next();
		if (oldest.getKey() == this.latestStart) {
			oldest = bars.next();
		}
		TickFrame tick = oldest.getValue();
		bars.remove();
		GapFrame gap = new GapFrame(tick.topic(), tick.life(), GapCause.SLOW_CONSUMER, tick.seq(), tick.seq());
		this.dropped = (this.dropped == null) ? gap : this.dropped.and(gap);
	}

}
