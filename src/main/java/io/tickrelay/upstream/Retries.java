package io.tickrelay.upstream;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * When a session may be opened again: after a backoff that grows with each failure in a
 * row, and at most so many times an hour, because the vendor bans keys that come back too
 * often, whatever it was that sent them away.
 */
final class Retries {

	private static final long HOUR_NS = Duration.ofHours(1).toNanos();

	/** A session that has lived this long proves that coming back was right. */
	private static final long HEALTHY_NS = Duration.ofMinutes(1).toNanos();

	private final Backoff backoff;

	private final int mostPerHour;

	/** Sockets opened after the first; no more than an hour's worth. */
	private final Deque<Long> reconnects = new ArrayDeque<>();

	private boolean opened;

	private int failures;

	Retries(Backoff backoff, int mostPerHour) {
		this.backoff = backoff;
		this.mostPerHour = mostPerHour;
	}

	void onOpen(long nowNs) {
		if (this.opened) {
			this.reconnects.addLast(nowNs);
		}
		this.opened = true;
	}

	/** The attempt got to nobody whom it could have annoyed. */
	void onUnreached() {
		this.reconnects.pollLast();
	}

	/** Coming back was right, as far as can be told. */
	void onHealthy() {
		this.failures = 0;
	}

	/** What another key did is no guilt of this one. */
	void onNewKey() {
		this.failures = 0;
		this.reconnects.clear();
		this.opened = false;
	}

	/**
	 * Draws the delay before the next attempt.
	 * @param livedNs how long the session had been open; 0 where it never was
	 */
	long delayNs(long livedNs) {
		if (livedNs >= HEALTHY_NS) {
			onHealthy();
		}
		return this.backoff.delayNs(this.failures++);
	}

	/** How long no socket may be opened because of the hour's limit; mostly zero. */
	long holdNs(long nowNs) {
		int surplus = lastHour(nowNs) - this.mostPerHour;
		if (surplus < 0) {
			return 0;
		}
		Long oldest = this.reconnects.peekFirst();
		return (oldest == null) ? 0 : oldest + HOUR_NS - nowNs;
	}

	int lastHour(long nowNs) {
		Long oldest = this.reconnects.peekFirst();
		while (oldest != null && nowNs - oldest >= HOUR_NS) {
			this.reconnects.removeFirst();
			oldest = this.reconnects.peekFirst();
		}
		return this.reconnects.size();
	}

}
