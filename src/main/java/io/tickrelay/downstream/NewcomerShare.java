package io.tickrelay.downstream;

import java.util.concurrent.TimeUnit;

/**
 * How much of an event loop's time goes to newcomers while it has other work, too.
 *
 * @param percent between 1 and 100
 */
record NewcomerShare(int percent) {

	/** Or one newcomer, a collection in its midst, would keep the others out. */
	private static final long LONGEST_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(20);

	/**
	 * What the others have coming after a newcomer.
	 * @param tookNs how long that one took
	 * @return nanoseconds
	 */
	long pauseNs(long tookNs) {
		return Math.min(tookNs * (100 - this.percent) / this.percent, LONGEST_PAUSE_NS);
	}

}
