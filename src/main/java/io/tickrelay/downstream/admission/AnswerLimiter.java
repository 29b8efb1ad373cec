package io.tickrelay.downstream.admission;

import java.util.concurrent.atomic.AtomicInteger;

import io.tickrelay.tick.Counts;
import io.tickrelay.downstream.access.Subnet;

/**
 * Room for the requests that are being answered, because an answer lies in memory until
 * its client has taken it. Of the requests for streams only the refused ones count. One
 * address has half of it at the most, so that there is room for the others'. Safe for any
 * thread.
 */
public final class AnswerLimiter {

	private final int most;

	private final AtomicInteger taken = new AtomicInteger();

	/** As many as requests are being answered, at the most. */
	private final Counts<Subnet> sites = Counts.concurrent();

	/**
	 * Creates an empty room.
	 * @param most how many requests it has room for
	 */
	public AnswerLimiter(int most) {
		this.most = most;
	}

	/**
	 * Takes a place.
	 * @param site where the request comes from
	 * @return false where there is none
	 */
	boolean enter(Subnet site) {
		if (this.taken.incrementAndGet() > this.most) {
			this.taken.decrementAndGet();
			return false;
		}
		if (this.sites.add(site) > Math.max(1, this.most / 2)) {
			leave(site);
			return false;
		}
		return true;
	}

	/** Gives a place up. */
	void leave(Subnet site) {
		this.sites.remove(site);
		this.taken.decrementAndGet();
	}

	/**
	 * How many requests are being answered.
	 * @return probes and the streams that are open apart
	 */
	public int taken() {
		return this.taken.get();
	}

}
