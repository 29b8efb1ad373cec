package io.tickrelay.downstream.access;

import java.util.concurrent.TimeUnit;

/**
 * How much one client may still ask for: so much at once, and so much a second from then
 * on. Lives on its client's loop.
 */
public final class TokenBucket {

	private final int perSecond;

	private final int atOnce;

	private double left;

	private long lastNs;

	/**
	 * Creates a full allowance.
	 * @param perSecond how fast it fills again
	 * @param atOnce how much it holds
	 * @param nowNs the time
	 */
	public TokenBucket(int perSecond, int atOnce, long nowNs) {
		this.perSecond = perSecond;
		this.atOnce = atOnce;
		this.left = atOnce;
		this.lastNs = nowNs;
	}

	/**
	 * Takes from what is left.
	 * @param cost how much
	 * @param nowNs the time
	 * @return false where less than that is left; nothing is taken then
	 */
	public boolean take(int cost, long nowNs) {
		double filled = (double) this.perSecond * (nowNs - this.lastNs) / TimeUnit.SECONDS.toNanos(1);
		this.left = Math.min(this.atOnce, this.left + filled);
		this.lastNs = nowNs;
		if (this.left < cost) {
			return false;
		}
		this.left -= cost;
		return true;
	}

}
