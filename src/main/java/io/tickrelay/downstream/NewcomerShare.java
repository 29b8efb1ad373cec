package io.tickrelay.downstream;

/**
 * How much of an event loop's time goes to newcomers, whether or not others need the
 * rest.
 *
 * @param percent between 1 and 100
 */
record NewcomerShare(int percent) {

	/**
	 * What the others have coming after a newcomer.
	 * @param tookNs how long that one took
	 * @param mostNs the longest pause: one newcomer, a collection in its midst, shall not
	 * keep the next out
	 * @return nanoseconds
	 */
	long pauseNs(long tookNs, long mostNs) {
		return Math.min(tookNs * (100 - this.percent) / this.percent, mostNs);
	}

}
