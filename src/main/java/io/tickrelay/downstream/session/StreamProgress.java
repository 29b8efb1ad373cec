package io.tickrelay.downstream.session;

/**
 * How much the client of one HTTP/2 stream has taken. While the stream's own window holds
 * it up, that is what has left the stream; while the socket does, what the connection has
 * acknowledged. The two are no numbers to compare, so progress is gathered look by look.
 */
final class StreamProgress {

	private boolean windowed;

	private long waiting;

	private long acknowledged;

	private long taken;

	/**
	 * Looks once more.
	 * @param windowedNow whether the socket would take more
	 * @param waitingNow the bytes that have to leave before the stream takes more
	 * @param acknowledgedNow what the connection has acknowledged in all
	 * @return what was taken between all looks
	 */
	long look(boolean windowedNow, long waitingNow, long acknowledgedNow) {
		boolean own = windowedNow && this.windowed;
		this.taken += Math.max(0, own ? this.waiting - waitingNow : acknowledgedNow - this.acknowledged);
		this.windowed = windowedNow;
		this.waiting = waitingNow;
		this.acknowledged = acknowledgedNow;
		return this.taken;
	}

}
