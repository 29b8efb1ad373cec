package io.tickrelay.upstream;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How many frames the key may still send: one sliding window of 60 seconds over all
 * sessions of the key. The vendor ends a session past 60 frames a minute and bans keys
 * that repeat it, and its pages disagree on whether the limit is a connection's or the
 * key's, so it is taken as the key's. Heartbeats have a share of their own that nothing
 * else can use up: a session without them is ended, too.
 *
 * <p>
 * Shared by the sessions' loops; every method may be called from any thread.
 */
final class FrameBudget {

	private static final long WINDOW_NS = Duration.ofSeconds(60).toNanos();

	private static final long SHORT_PACE_NS = Duration.ofMillis(250).toNanos();

	private final int limit;

	private final int reserved;

	private final Deque<Sent> window = new ArrayDeque<>();

	/**
	 * Creates a full budget.
	 * @param limit the most frames in any 60 seconds
	 * @param sessions how many sessions share it
	 * @param heartbeatNs between two heartbeats of a session
	 */
	FrameBudget(int limit, int sessions, long heartbeatNs) {
		this.limit = limit;
		// One more than fit in a minute, for a window whose edges fall on a heartbeat
		// each.
		long heartbeats = sessions * (WINDOW_NS / heartbeatNs + 1);
		this.reserved = (int) Math.min(heartbeats, limit / 2);
	}

	/**
	 * Takes one frame that is not a heartbeat.
	 * @param nowNs the time
	 * @return whether it may be sent now
	 */
	synchronized boolean tryTake(long nowNs) {
		slide(nowNs);
		if (ordinary() >= this.limit - this.reserved || this.window.size() >= this.limit) {
			return false;
		}
		this.window.add(new Sent(nowNs, false));
		return true;
	}

	/**
	 * Takes one heartbeat.
	 * @param nowNs the time
	 * @return whether it may be sent now, which is so unless sessions beat far too often
	 */
	synchronized boolean tryTakeHeartbeat(long nowNs) {
		slide(nowNs);
		if (this.window.size() >= this.limit) {
			return false;
		}
		this.window.add(new Sent(nowNs, true));
		return true;
	}

	/**
	 * How many frames that are not heartbeats may be sent now.
	 * @param nowNs the time
	 * @return zero or more
	 */
	synchronized int left(long nowNs) {
		slide(nowNs);
		return Math.max(0, Math.min(this.limit - this.reserved - ordinary(), this.limit - this.window.size()));
	}

	/**
	 * How long to gather changes before the next frames, so that a burst of many small
	 * changes costs few frames: short while the budget is fresh, longer as it shrinks,
	 * and until there is room where it is used up.
	 * @param nowNs the time
	 * @return nanoseconds, more than zero
	 */
	synchronized long paceNs(long nowNs) {
		int left = left(nowNs);
		if (left == 0) {
			Sent oldest = this.window.peekFirst();
			return (oldest == null) ? SHORT_PACE_NS : Math.max(1, oldest.atNs() + WINDOW_NS - nowNs);
		}
		boolean fresh = left > (this.limit - this.reserved) / 2;
		return fresh ? SHORT_PACE_NS : WINDOW_NS / (2L * this.limit) * Math.max(1, (this.limit - left) / left);
	}

	private int ordinary() {
		return (int) this.window.stream().filter((sent) -> !sent.heartbeat()).count();
	}

	private void slide(long nowNs) {
		Sent oldest = this.window.peekFirst();
		while (oldest != null && nowNs - oldest.atNs() >= WINDOW_NS) {
			this.window.removeFirst();
			oldest = this.window.peekFirst();
		}
	}

	private record Sent(long atNs, boolean heartbeat) {
	}

}
