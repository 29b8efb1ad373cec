package io.tickrelay.upstream.machine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

import io.tickrelay.upstream.limits.Backoff;
import org.jspecify.annotations.Nullable;

/**
 * When a session may be opened again. It waits for a backoff that grows with each failure
 * in a row. The attempts of an hour are limited, because the vendor bans keys that come
 * back too often.
 */
public final class ReconnectPolicy {

	private static final long HOUR_NS = Duration.ofHours(1).toNanos();

	/** From this failure in a row on, an outage is taken for one that lasts. */
	private static final int LASTING = 6;

	/** A session that has lived this long proves that coming back was right. */
	private static final long HEALTHY_NS = Duration.ofMinutes(1).toNanos();

	/** The one that every session begins with. */
	private static final Object FIRST_KEY = "first";

	private final Backoff backoff;

	private final int mostPerHour;

	private final KeyProbes trials;

	private KeyProbe trial;

	/** Sockets opened after the first; no more than an hour's worth. */
	private final Deque<Long> reconnects = new ArrayDeque<>();

	/** Those that found the plan's connections taken, which the limit does not count. */
	private final Deque<Long> askedForRoom = new ArrayDeque<>();

	/** Whether the present socket is the last of the reconnects. */
	private boolean counted;

	private boolean opened;

	private int failures;

	/**
	 * Creates retries without a failure so far.
	 * @param backoff the pauses between attempts
	 * @param mostPerHour how many reconnects an hour may have
	 * @param trials what other sessions know of the key
	 */
	public ReconnectPolicy(Backoff backoff, int mostPerHour, KeyProbes trials) {
		this.backoff = backoff;
		this.mostPerHour = mostPerHour;
		this.trials = trials;
		this.trial = trials.of(FIRST_KEY);
	}

	/** What is known of the key. */
	KeyProbe.Permission permission(long nowNs) {
		return this.trial.ask(this, nowNs);
	}

	/** The handshake has succeeded, and with it the key. */
	void onAccepted() {
		this.trial.onAccepted();
	}

	/** The upstream has said no, for long. */
	void onGivenUp(Failure failure, long untilNs) {
		if (VendorErrors.isAboutKey(failure)) {
			this.trial.onRefused(failure, untilNs);
		}
	}

	/** The attempt or the session has ended. */
	void onEnded() {
		this.trial.onEnded(this);
	}

	void onOpen(long nowNs) {
		this.counted = this.opened;
		if (this.opened) {
			this.reconnects.addLast(nowNs);
		}
		this.opened = true;
	}

	/** The attempt did not reach the vendor. */
	void onUnreached() {
		uncount();
	}

	/**
	 * The plan's connections are taken. Attempts are a minute apart then, and go on for
	 * as long as it takes, so the hour's limit is not for them.
	 */
	void onTaken() {
		Long atNs = uncount();
		if (atNs != null) {
			this.askedForRoom.addLast(atNs);
		}
	}

	private @Nullable Long uncount() {
		Long atNs = this.counted ? this.reconnects.pollLast() : null;
		this.counted = false;
		return atNs;
	}

	/** Coming back was right, as far as can be told. */
	void onHealthy() {
		this.failures = 0;
	}

	/** What another key did is no guilt of this one. */
	void onNewKey(Object key) {
		this.trial = this.trials.of(key);
		this.failures = 0;
		this.reconnects.clear();
		this.askedForRoom.clear();
		this.opened = false;
		this.counted = false;
	}

	/**
	 * Draws the delay before the next attempt. An outage that lasts spreads what the hour
	 * has left, because its end would find nothing left otherwise.
	 * @param livedNs how long the session had been open; 0 where it never was
	 */
	long delayNs(long livedNs, long nowNs) {
		if (livedNs >= HEALTHY_NS) {
			onHealthy();
		}
		long delayNs = this.backoff.delayNs(this.failures++);
		return (this.failures <= LASTING || isPlenty(nowNs)) ? delayNs : Math.max(delayNs, partOfTheHourNs(nowNs));
	}

	/** Whether more than half of the hour's reconnects are left. */
	boolean isPlenty(long nowNs) {
		slide(this.reconnects, nowNs);
		return this.reconnects.size() < Math.ceilDiv(this.mostPerHour, 2);
	}

	private long partOfTheHourNs(long nowNs) {
		Long oldest = this.reconnects.peekFirst();
		int left = Math.max(1, this.mostPerHour - this.reconnects.size());
		return (oldest == null) ? 0 : (oldest + HOUR_NS - nowNs) / left;
	}

	/** How long no socket may be opened because of the hour's limit; mostly zero. */
	long holdNs(long nowNs) {
		slide(this.reconnects, nowNs);
		if (this.reconnects.size() < this.mostPerHour) {
			return 0;
		}
		Long oldest = this.reconnects.peekFirst();
		return (oldest == null) ? 0 : oldest + HOUR_NS - nowNs;
	}

	int lastHour(long nowNs) {
		slide(this.reconnects, nowNs);
		slide(this.askedForRoom, nowNs);
		return this.reconnects.size() + this.askedForRoom.size();
	}

	private static void slide(Deque<Long> times, long nowNs) {
		Long oldest = times.peekFirst();
		while (oldest != null && nowNs - oldest >= HOUR_NS) {
			times.removeFirst();
			oldest = times.peekFirst();
		}
	}

}
