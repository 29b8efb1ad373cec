package io.tickrelay.upstream.machine;

import java.time.Duration;

/**
 * The usual silence of one topic, and how long it has been silent now. The usual silence
 * is learned from the pauses between its ticks in the last ten to twenty minutes. A pause
 * that was not the market's own, because a session was lost, a subscription renewed or
 * something unreadable pushed in it, teaches nothing.
 */
final class TickCadence {

	/** Fewer ticks say nothing of a cadence. */
	private static final int TICKS_TO_KNOW = 8;

	/** A silence this many times the longest pause is far beyond it. */
	private static final int FAR_BEYOND = 8;

	private static final long PERIOD_NS = Duration.ofMinutes(10).toNanos();

	/** Data that comes this soon after a renewal came because of it. */
	private static final long CURED_NS = Duration.ofSeconds(5).toNanos();

	/** A longer pause is an unannounced night or weekend, and no cadence. */
	private static final long LONGEST_PAUSE_NS = Duration.ofHours(1).toNanos();

	private static final long LONGEST_WAIT_NS = Duration.ofMinutes(30).toNanos();

	private static final int MOST_DOUBLINGS = 10;

	private final long floorNs;

	private int ticks;

	private long longestNs;

	private long longestBeforeNs;

	private long periodSinceNs;

	private long silentSinceNs;

	/** Whether no tick has come since silence was begun anew. */
	private boolean disturbed = true;

	private boolean mute;

	private int renewals;

	private long firstRenewedNs;

	private long renewedNs;

	private boolean unread;

	private long unreadNs;

	/**
	 * Begins with nothing.
	 * @param floorNs the least silence to wonder about, however busy the topic
	 */
	TickCadence(long floorNs) {
		this.floorNs = floorNs;
	}

	void onTick(long nowNs) {
		if (this.ticks == 0) {
			this.periodSinceNs = nowNs;
		}
		boolean cured = this.renewals > 0 && nowNs - this.renewedNs < CURED_NS;
		boolean pushed = this.unread && this.unreadNs - this.silentSinceNs >= 0;
		if (!this.disturbed && !cured && !pushed) {
			long pauseNs = nowNs - this.silentSinceNs;
			// A pause with a renewal in it may have been a dead subscription's. It counts
			// no longer than the known pauses, because a longer one would switch the
			// detector off.
			learn((this.renewals > 0) ? Math.min(pauseNs, limitNs()) : pauseNs, nowNs);
		}
		this.ticks = Math.min(this.ticks + 1, TICKS_TO_KNOW + 1);
		this.silentSinceNs = nowNs;
		this.disturbed = false;
		this.mute = false;
		if (!cured) {
			// Else a vendor that pushes once upon each subscription would have it renewed
			// for ever at the same pace.
			this.renewals = 0;
		}
	}

	/** A push has come that can't be read. */
	void onUnread(long nowNs) {
		this.unread = true;
		this.unreadNs = nowNs;
	}

	/** Whether pushes come, as often as they are wont to, that can't be read. */
	boolean isUnread(long nowNs) {
		return this.unread && nowNs - this.unreadNs < limitNs();
	}

	/** Silence counts from here: there was a reason for what has passed of it. */
	void restart(long nowNs) {
		this.unread = false;
		this.silentSinceNs = nowNs;
		this.disturbed = true;
		this.mute = false;
		this.renewals = 0;
	}

	/** The relay's own standstill is no silence, and no pause of the topic's. */
	void onStandstill(long lostNs, long nowNs) {
		this.silentSinceNs = SessionTimes.later(this.silentSinceNs, lostNs, nowNs);
		this.renewedNs = SessionTimes.later(this.renewedNs, lostNs, nowNs);
		this.firstRenewedNs = SessionTimes.later(this.firstRenewedNs, lostNs, nowNs);
	}

	/** Whether there was a tick since silence was begun anew. */
	boolean isHeard() {
		return !this.disturbed;
	}

	boolean isKnown() {
		return this.ticks > TICKS_TO_KNOW;
	}

	/** The longest silence that is nothing to wonder about. */
	long limitNs() {
		long longest = Math.max(this.longestNs, this.longestBeforeNs);
		return Math.max(this.floorNs, Math.min(FAR_BEYOND * longest, Math.max(LONGEST_PAUSE_NS, 2 * longest)));
	}

	boolean isOverdue(long nowNs) {
		return isKnown() && nowNs - this.silentSinceNs >= limitNs();
	}

	boolean isMute() {
		return this.mute;
	}

	void onMute() {
		this.mute = true;
	}

	void onRenewed(long nowNs) {
		if (this.renewals == 0) {
			this.firstRenewedNs = nowNs;
		}
		this.renewals++;
		this.renewedNs = nowNs;
	}

	/** Whether a renewal had its time and brought nothing. */
	boolean isRenewedInVain(long nowNs) {
		return this.mute && this.renewals > 0 && nowNs - this.firstRenewedNs >= limitNs();
	}

	/** Whether to try again now: each time after twice as long. */
	boolean isRenewalDue(long nowNs) {
		long wait = Math.min(LONGEST_WAIT_NS, limitNs() << Math.min(this.renewals - 1, MOST_DOUBLINGS));
		return this.renewals == 0 || nowNs - this.renewedNs >= wait;
	}

	private void learn(long pauseNs, long nowNs) {
		if (pauseNs > LONGEST_PAUSE_NS) {
			return;
		}
		if (nowNs - this.periodSinceNs >= PERIOD_NS) {
			this.longestBeforeNs = this.longestNs;
			this.longestNs = 0;
			this.periodSinceNs = nowNs;
		}
		this.longestNs = Math.max(this.longestNs, pauseNs);
	}

}
