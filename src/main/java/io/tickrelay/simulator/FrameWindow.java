package io.tickrelay.simulator;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Counts a connection's frames in a sliding minute. Loop-owned.
 */
final class FrameWindow {

	private static final long SPAN_NS = Duration.ofSeconds(60).toNanos();

	private final int most;

	private final Deque<Long> timesNs = new ArrayDeque<>();

	FrameWindow(int most) {
		this.most = most;
	}

	/**
	 * Counts one frame.
	 * @param nowNs its time
	 * @return whether it is within the limit
	 */
	boolean admit(long nowNs) {
		for (Long oldest = this.timesNs.peek(); oldest != null
				&& nowNs - oldest >= SPAN_NS; oldest = this.timesNs.peek()) {
			this.timesNs.remove();
		}
		if (this.timesNs.size() >= this.most) {
			return false;
		}
		this.timesNs.add(nowNs);
		return true;
	}

}
