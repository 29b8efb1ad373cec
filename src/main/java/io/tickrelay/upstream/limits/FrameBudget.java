package io.tickrelay.upstream.limits;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * How many frames the key may still send: one sliding window of a minute over all
 * sessions of the key. The vendor ends a session past 60 frames a minute and bans keys
 * that repeat it. Its pages disagree on whether the limit is a connection's or the key's,
 * so it is taken as the key's. Heartbeats have a part of their own that nothing else can
 * use up: a session without them is ended, too.
 *
 * <p>
 * What is left is shared fairly: each session has a few frames for sure. Where frames are
 * scarce, the session that has sent fewer of them goes first.
 *
 * <p>
 * Shared by the sessions' loops; every method may be called from any thread.
 */
public final class FrameBudget {

	/** The vendor counts when frames arrive: a second for what the way may change. */
	private static final long WINDOW_NS = Duration.ofSeconds(61).toNanos();

	private static final long SHORT_PACE_NS = Duration.ofMillis(250).toNanos();

	private static final long AFTER_OTHERS_NS = Duration.ofSeconds(1).toNanos();

	/** Enough to ask for some of each kind of data, and to cancel as much. */
	private static final int MOST_FOR_SURE = 6;

	/** Trades, books and bars. */
	private static final int MOST_FOR_RETURN = 3;

	private final int limit;

	private final int ordinaryLimit;

	private final int forSure;

	/** What churn leaves, so that a session that comes back can ask for what it had. */
	private final int forReturn;

	// Guarded by this, as the shares' fields are.
	private final Deque<Sent> window = new ArrayDeque<>();

	private final List<Share> shares = new ArrayList<>();

	/**
	 * Creates a full budget.
	 * @param limit the most frames in any minute
	 * @param sessions how many sessions share it
	 * @param heartbeatNs between two heartbeats of a session
	 */
	public FrameBudget(int limit, int sessions, long heartbeatNs) {
		this.limit = limit;
		this.ordinaryLimit = limit - heartbeats(sessions, heartbeatNs);
		if (this.ordinaryLimit < sessions) {
			throw new IllegalArgumentException("Heartbeats leave no room for other frames");
		}
		this.forReturn = Math.min(MOST_FOR_RETURN, this.ordinaryLimit / 8);
		this.forSure = Math.min(MOST_FOR_SURE, this.ordinaryLimit / (2 * sessions));
	}

	/**
	 * How many heartbeats sessions may have to send in any 60 seconds.
	 * @param sessions how many sessions there are
	 * @param heartbeatNs between two heartbeats of a session
	 * @return a number of frames
	 */
	public static int heartbeats(int sessions, long heartbeatNs) {
		// One more than fit in a minute, for a window whose edges fall on a heartbeat
		// each.
		return (int) (sessions * (WINDOW_NS / heartbeatNs + 1));
	}

	/** A session's part. */
	public synchronized Share share() {
		Share share = new Share();
		this.shares.add(share);
		return share;
	}

	/**
	 * How many frames that are not heartbeats may be sent now.
	 * @param nowNs the time
	 * @return zero or more, over all sessions
	 */
	public synchronized int left(long nowNs) {
		slide(nowNs);
		return free(0, 0);
	}

	/** Whether a session may have one of the frames that are free. */
	private boolean hasRoom(Share share, int free, int used) {
		if (free <= 0 || used < this.forSure || share.returning) {
			return free > 0;
		}
		int promised = this.shares.stream()
			.filter((other) -> other != share)
			.mapToInt((other) -> Math.max(0, this.forSure - other.used))
			.sum();
		return free > promised + this.forReturn;
	}

	/** Whether a session that sent fewer frames waits for one. */
	private boolean othersFirst(Share share, long nowNs) {
		return share.used >= this.forSure && !share.returning && this.shares.stream()
			.anyMatch((other) -> other != share && other.isHungry(nowNs) && other.used < share.used);
	}

	/** Frames that are free once the oldest of the window have left it. */
	private int free(int ordinaryGone, int gone) {
		int used = this.shares.stream().mapToInt((share) -> share.used).sum();
		return Math.max(0, Math.min(this.ordinaryLimit - used + ordinaryGone, this.limit - this.window.size() + gone));
	}

	private void slide(long nowNs) {
		Sent oldest = this.window.peekFirst();
		while (oldest != null && nowNs - oldest.atNs() >= WINDOW_NS) {
			this.window.removeFirst();
			if (!oldest.heartbeat()) {
				oldest.by().used--;
			}
			oldest = this.window.peekFirst();
		}
	}

	/** One session's part of the budget. For any thread. */
	public final class Share {

		private int used;

		private boolean hungry;

		private boolean returning;

		private long hungrySinceNs;

		private Share() {
		}

		/**
		 * Takes one frame that is not a heartbeat.
		 * @param nowNs the time
		 * @return whether it may be sent now
		 */
		public boolean tryTake(long nowNs) {
			synchronized (FrameBudget.this) {
				slide(nowNs);
				if (!hasRoom(this, free(0, 0), this.used) || othersFirst(this, nowNs)) {
					this.hungry = true;
					this.hungrySinceNs = nowNs;
					return false;
				}
				this.hungry = false;
				this.used++;
				FrameBudget.this.window.add(new Sent(nowNs, false, this));
				return true;
			}
		}

		/**
		 * Takes one heartbeat.
		 * @param nowNs the time
		 * @return whether it may be sent now, which is so unless sessions beat far too
		 * often
		 */
		public boolean tryTakeHeartbeat(long nowNs) {
			synchronized (FrameBudget.this) {
				slide(nowNs);
				if (FrameBudget.this.window.size() >= FrameBudget.this.limit) {
					return false;
				}
				FrameBudget.this.window.add(new Sent(nowNs, true, this));
				return true;
			}
		}

		/**
		 * Has to ask for everything that it had, and goes before churn until it has.
		 */
		public void comeBack() {
			synchronized (FrameBudget.this) {
				this.returning = true;
			}
		}

		/** Has nothing to send: the others need not wait for this session. */
		public void rest() {
			synchronized (FrameBudget.this) {
				this.hungry = false;
				this.returning = false;
			}
		}

		/**
		 * Whether frames are plenty, so that some may be spent on what is not urgent.
		 * @param nowNs the time
		 * @return whether more than half of them are left
		 */
		public boolean isPlenty(long nowNs) {
			return left(nowNs) > FrameBudget.this.ordinaryLimit / 2;
		}

		/**
		 * How long to gather changes before the next frames, so that a burst of many
		 * small changes costs few frames. The time is short while the budget is fresh and
		 * grows as it shrinks. With a used-up budget it lasts until there is room.
		 * @param frames how many were sent just now
		 * @param nowNs the time
		 * @return nanoseconds, more than zero
		 */
		public long paceNs(int frames, long nowNs) {
			synchronized (FrameBudget.this) {
				long wait = roomNs(1, nowNs);
				int left = left(nowNs);
				if (wait > 0 || left == 0) {
					return Math.max(1, wait);
				}
				if (othersFirst(this, nowNs)) {
					// They need a moment, and may not need all that they could have.
					return AFTER_OTHERS_NS;
				}
				int limit = FrameBudget.this.ordinaryLimit;
				// Fresh, a burst is served at once; from there on so that what is left
				// lasts about until frames come back. Frequent short waits are better
				// than a rare one of most of a minute. After a window all of them are
				// back.
				return (3 * left > 2 * limit) ? SHORT_PACE_NS
						: Math.clamp(2L * frames * WINDOW_NS / (3L * left), SHORT_PACE_NS, WINDOW_NS);
			}
		}

		/**
		 * How long until some frames may be sent, as things stand.
		 * @param frames how many
		 * @param nowNs the time
		 * @return nanoseconds; zero where they may be sent now
		 */
		public long etaNs(int frames, long nowNs) {
			synchronized (FrameBudget.this) {
				return roomNs(frames, nowNs);
			}
		}

		private long roomNs(int frames, long nowNs) {
			slide(nowNs);
			int more = frames - 1;
			int mine = this.used + more;
			int ordinaryGone = 0;
			int gone = 0;
			long waitNs = 0;
			Iterator<Sent> oldestFirst = FrameBudget.this.window.iterator();
			while (!hasRoom(this, free(ordinaryGone, gone) - more, mine) && oldestFirst.hasNext()) {
				Sent next = oldestFirst.next();
				gone++;
				ordinaryGone += next.heartbeat() ? 0 : 1;
				mine -= (!next.heartbeat() && next.by() == this) ? 1 : 0;
				waitNs = next.atNs() + WINDOW_NS - nowNs;
			}
			return waitNs;
		}

		/**
		 * Hunger is forgotten: a session that has died meanwhile blocks no other session.
		 */
		private boolean isHungry(long nowNs) {
			return this.hungry && nowNs - this.hungrySinceNs < WINDOW_NS;
		}

	}

	private record Sent(long atNs, boolean heartbeat, Share by) {
	}

}
