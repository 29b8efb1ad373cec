package io.tickrelay.downstream.compat;

import java.util.concurrent.TimeUnit;

/**
 * Counts a connection's frames in a sliding minute. Lives on the connection's loop.
 */
final class FrameWindow {

	private static final long SPAN_NS = TimeUnit.MINUTES.toNanos(1);

	/** When the latest frames came, in a ring; behind the oldest comes the newest. */
	private final long[] timesNs;

	private int admitted;

	FrameWindow(int mostAMinute) {
		this.timesNs = new long[mostAMinute];
	}

	/**
	 * Counts one frame.
	 * @param nowNs its time
	 * @return whether it is within the limit
	 */
	boolean admit(long nowNs) {
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
