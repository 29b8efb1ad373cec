package io.tickrelay.downstream.compat;

import java.util.concurrent.TimeUnit;

/**
 * Counts a connection's frames in a sliding minute. Lives on the connection's loop.
 */
final class FrameWindow {

	private static final long SPAN_NS = TimeUnit.MINUTES.toNanos(1);

	private static final long MOST_MINUTES = 10;

	/** When the latest frames came, in a ring; behind the oldest comes the newest. */
	private final long[] timesNs;

	private int admitted;

	private long excused;

	FrameWindow(int mostAMinute) {
		this.timesNs = new long[mostAMinute];
	}

	/**
	 * The relay stood still: what was sent meanwhile comes at once.
	 * @param standstillNs for how long; more than once where frames may still be late
	 */
	void excuse(long standstillNs) {
		long minutes = Math.ceilDiv(standstillNs, SPAN_NS);
		this.excused = Math.min(MOST_MINUTES, minutes) * this.timesNs.length;
	}

	/**
	 * Counts one frame.
	 * @param nowNs its time
	 * @return whether it is within the limit
	 */
	boolean admit(long nowNs) {
		if (this.excused > 0) {
			this.excused--;
			return true;
		}
		int slot = this.admitted % this.timesNs.length;
		if (this.admitted >= this.timesNs.length && nowNs - this.timesNs[slot] < SPAN_NS) {
			return false;
		}
		this.timesNs[slot] = nowNs;
		// Stays between one and two rounds, so that it can never overflow.
		this.admitted = (this.admitted + 1 == 2 * this.timesNs.length) ? this.timesNs.length : this.admitted + 1;
		return true;
	}

}
