package io.tickrelay.downstream.session;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many streams all clients have together, and how many more they may. A stream that
 * two clients have counts twice: what is bounded here is the work of handing on, not what
 * is asked for upstream. Safe for any thread; no tick passes here.
 */
public final class StreamQuota {

	private final long most;

	private final AtomicLong taken = new AtomicLong();

	/**
	 * Creates an empty room.
	 * @param most how many streams it holds
	 */
	public StreamQuota(long most) {
		this.most = most;
	}

	/**
	 * Takes places, all of them or none.
	 * @param places how many
	 * @return false where there are not so many; nothing is taken then
	 */
	boolean take(int places) {
		long before = this.taken.getAndUpdate((now) -> (now + places <= this.most) ? now + places : now);
		return before + places <= this.most;
	}

	/**
	 * Gives places back.
	 * @param places no more than were taken
	 */
	void giveBack(int places) {
		this.taken.addAndGet(-places);
	}

	/**
	 * How many streams there are.
	 * @return the places that are taken
	 */
	public long taken() {
		return this.taken.get();
	}

}
