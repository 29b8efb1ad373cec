package io.tickrelay.upstream.rest;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Requests that wait for their turn: one at a time, evenly spaced, because the vendor
 * counts all of the key's together. What does not fit is refused at once, and after a
 * refusal of the key or of its pace so is everything for a while. Idle requests, on which
 * no session waits, go when no other does and take no more than each second turn. They
 * keep no other request off while they are on their way. Knows no clock. Shared by the
 * sessions' loops; every method may be called from any thread.
 *
 * @param <T> a request
 */
final class RestQueue<T> {

	/** A refused key must not be tried again soon, or the vendor bans it. */
	private static final long UNAUTHORIZED_NS = Duration.ofMinutes(15).toNanos();

	private static final long RATE_LIMITED_NS = Duration.ofSeconds(60).toNanos();

	private static final int MOST_WAITING = 256;

	private static final int MOST_IDLE = 16;

	private final long gapNs;

	private final Line<T> line;

	private final Line<T> idle;

	/** When the next one may begin at the soonest. */
	private long freeNs;

	private long pausedUntilNs;

	/**
	 * Creates an empty queue.
	 * @param perSecond the most requests a second
	 * @param nowNs the time
	 */
	RestQueue(int perSecond, long nowNs) {
		this.gapNs = Duration.ofSeconds(1).toNanos() / perSecond;
		this.line = new Line<>(MOST_WAITING, this.gapNs, nowNs);
		this.idle = new Line<>(MOST_IDLE, 2 * this.gapNs, nowNs);
		this.freeNs = nowNs;
		this.pausedUntilNs = nowNs;
	}

	/**
	 * Adds a request.
	 * @param request the request
	 * @param patienceNs how long it may wait for its turn
	 * @param nowNs the time
	 * @return false where it was refused
	 */
	synchronized boolean offer(T request, long patienceNs, long nowNs) {
		return !isPaused(nowNs) && this.line.offer(request, nowNs + patienceNs);
	}

	/**
	 * Adds a request that can wait for all others; {@link #pollIdle} takes it.
	 * @param request the request
	 * @param patienceNs how long it may wait for its turn
	 * @param nowNs the time
	 * @return false where it was refused
	 */
	synchronized boolean offerIdle(T request, long patienceNs, long nowNs) {
		return !isPaused(nowNs) && this.idle.offer(request, nowNs + patienceNs);
	}

	/**
	 * How many more requests could begin soon, if each is answered within the spacing.
	 * @param withinNs how soon
	 * @param nowNs the time
	 * @return none during a pause
	 */
	synchronized int room(long withinNs, long nowNs) {
		if (isPaused(nowNs)) {
			return 0;
		}
		int waiting = this.line.waiting.size();
		long firstIn = Math.max(0, this.freeNs - nowNs) + waiting * this.gapNs;
		long more = (firstIn <= withinNs) ? (withinNs - firstIn) / this.gapNs + 1 : 0;
		return (int) Math.min(more, MOST_WAITING - waiting);
	}

	/**
	 * Takes the next request, if one may begin now. {@link #done} has to follow.
	 * @param nowNs the time
	 * @return the request or null
	 */
	synchronized @Nullable T poll(long nowNs) {
		return poll(this.line, nowNs);
	}

	/**
	 * Takes the next idle request, if one may begin now. {@link #doneIdle} has to follow.
	 * @param nowNs the time
	 * @return the request or null
	 */
	synchronized @Nullable T pollIdle(long nowNs) {
		return this.line.waiting.isEmpty() ? poll(this.idle, nowNs) : null;
	}

	/**
	 * Takes what has waited too long, or waits in vain because of a pause.
	 * @param nowNs the time
	 * @return the requests
	 */
	synchronized List<T> expired(long nowNs) {
		List<T> expired = new ArrayList<>();
		boolean paused = isPaused(nowNs);
		this.line.removeExpired(expired, paused, nowNs);
		this.idle.removeExpired(expired, paused, nowNs);
		return expired;
	}

	/**
	 * The request that was taken has ended.
	 * @param outcome how
	 * @param nowNs the time
	 */
	synchronized void done(RestOutcome outcome, long nowNs) {
		this.line.busy = false;
		pauseAfter(outcome, nowNs);
	}

	/**
	 * The idle request that was taken has ended.
	 * @param outcome how
	 * @param nowNs the time
	 */
	synchronized void doneIdle(RestOutcome outcome, long nowNs) {
		this.idle.busy = false;
		pauseAfter(outcome, nowNs);
	}

	private void pauseAfter(RestOutcome outcome, long nowNs) {
		switch (outcome) {
			case UNAUTHORIZED -> this.pausedUntilNs = nowNs + UNAUTHORIZED_NS;
			case RATE_LIMITED -> this.pausedUntilNs = nowNs + RATE_LIMITED_NS;
			case OK, CLIENT_ERROR, SERVER_ERROR, OTHER_STATUS, MALFORMED, TIMEOUT, UNREACHABLE, PROXY_FAILED,
					REFUSED_LOCALLY -> {
				// The next one may fare better.
			}
		}
	}

	/** A pause was the old key's. */
	synchronized void onNewKey(long nowNs) {
		this.pausedUntilNs = nowNs;
	}

	/**
	 * How long there is nothing to take.
	 * @param nowNs the time
	 * @return nanoseconds, not negative; {@link Long#MAX_VALUE} until something happens
	 */
	synchronized long nextDelayNs(long nowNs) {
		Line<T> next = this.line.waiting.isEmpty() ? this.idle : this.line;
		return (next.busy || next.waiting.isEmpty()) ? Long.MAX_VALUE
				: Math.max(0, Math.max(this.freeNs - nowNs, next.freeNs - nowNs));
	}

	private boolean isPaused(long nowNs) {
		return nowNs - this.pausedUntilNs < 0;
	}

	private @Nullable T poll(Line<T> from, long nowNs) {
		if (nowNs - this.freeNs < 0 || !from.isReady(nowNs)) {
			return null;
		}
		this.freeNs = nowNs + this.gapNs;
		return from.take(nowNs);
	}

	/** Requests of one urgency, one of which may be on its way. */
	private static final class Line<T> {

		private final int most;

		private final long gapNs;

		private final Deque<Waiting<T>> waiting = new ArrayDeque<>();

		private long freeNs;

		private boolean busy;

		Line(int most, long gapNs, long nowNs) {
			this.most = most;
			this.gapNs = gapNs;
			this.freeNs = nowNs;
		}

		boolean offer(T request, long untilNs) {
			return this.waiting.size() < this.most && this.waiting.add(new Waiting<>(request, untilNs));
		}

		boolean isReady(long nowNs) {
			return !this.busy && !this.waiting.isEmpty() && nowNs - this.freeNs >= 0;
		}

		T take(long nowNs) {
			this.busy = true;
			this.freeNs = nowNs + this.gapNs;
			return this.waiting.remove().request();
		}

		void removeExpired(List<T> expired, boolean paused, long nowNs) {
			this.waiting.removeIf((one) -> {
				boolean over = paused || nowNs - one.untilNs() > 0;
				if (over) {
					expired.add(one.request());
				}
				return over;
			});
		}

	}

	private record Waiting<T>(T request, long untilNs) {
	}

}
