package io.tickrelay.downstream;

/**
 * How much of the processors' time goes to newcomers, whether or not others need the
 * rest.
 *
 * @param percent between 1 and 100
 * @param loopsPerProcessor how many event loops give newcomers their time at once, on one
 * processor; at least 1
 */
record NewcomerShare(int percent, double loopsPerProcessor) {

	/**
	 * The share that each of this process's loops has to keep to.
	 * @param percent of all processors' time
	 * @param loops how many loops there are
	 */
	static NewcomerShare ofProcessors(int percent, int loops) {
		return new NewcomerShare(percent, Math.max(1, (double) loops / Runtime.getRuntime().availableProcessors()));
	}

	/**
	 * What the others have coming after a newcomer; all of it being for newcomers, that
	 * is nothing.
	 * @param tookNs how long that one took
	 * @param mostNs the longest pause: one newcomer, a collection in its midst, shall not
	 * keep the next out
	 * @return nanoseconds
	 */
	long pauseNs(long tookNs, long mostNs) {
		if (this.percent == 100) {
			return 0;
		}
		double turnsInAll = 100 * this.loopsPerProcessor / this.percent;
		return Math.min((long) (tookNs * (turnsInAll - 1)), mostNs);
	}

}
