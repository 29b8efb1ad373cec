package io.tickrelay.upstream;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Requests that wait for their turn: one at a time, evenly spaced, because the vendor
 * counts all of the key's together. What does not fit is refused at once, and after a
 * refusal of the key or of its pace so is everything for a while. Knows no clock. Shared
 * by the sessions' loops; every method may be called from any thread.
 *
 * @param <T> a request
 */
final class RestQueue<T> {

	/** A refused key must not be tried again soon, or the vendor bans it. */
	private static final long UNAUTHORIZED_NS = Duration.ofMinutes(15).toNanos();

	private static final long RATE_LIMITED_NS = Duration.ofSeconds(60).toNanos();

	private static final int MOST_WAITING = 256;

	private final long gapNs;

	private final Deque<Waiting<T>> waiting = new ArrayDeque<>();

	/** When the next one may begin at the soonest. */
	private long freeNs;

	private long pausedUntilNs;

	private boolean busy;

	/**
	 * Creates an empty queue.
	 * @param perSecond the most requests a second
	 * @param nowNs the time
	 */
	RestQueue(int perSecond, long nowNs) {
		this.gapNs = Duration.ofSeconds(1).toNanos() / perSecond;
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
		if (nowNs - this.pausedUntilNs < 0 || this.waiting.size() >= MOST_WAITING) {
			return false;
		}
		this.waiting.add(new Waiting<>(request, nowNs + patienceNs));
		return true;
	}

	/**
	 * How many more requests could begin soon, if each is answered within the spacing.
	 * @param withinNs how soon
	 * @param nowNs the time
	 * @return none during a pause
	 */
	synchronized int room(long withinNs, long nowNs) {
		if (nowNs - this.pausedUntilNs < 0) {
			return 0;
		}
		long firstIn = Math.max(0, this.freeNs - nowNs) + this.waiting.size() * this.gapNs;
		long more = (firstIn <= withinNs) ? (withinNs - firstIn) / this.gapNs + 1 : 0;
		return (int) Math.min(more, MOST_WAITING - this.waiting.size());
	}

	/**
	 * Takes the next request, if one may begin now. {@link #done} has to follow.
	 * @param nowNs the time
	 * @return the request or null
	 */
	synchronized @Nullable T poll(long nowNs) {
		if (this.busy || this.waiting.isEmpty() || nowNs - this.freeNs < 0) {
			return null;
		}
		this.busy = true;
		this.freeNs = nowNs + this.gapNs;
		return this.waiting.remove().request();
	}

	/**
	 * Takes what has waited too long, or waits in vain because of a pause.
	 * @param nowNs the time
	 * @return the requests
	 */
	synchronized List<T> expired(long nowNs) {
		boolean paused = nowNs - this.pausedUntilNs < 0;
		List<T> expired = new ArrayList<>();
		this.waiting.removeIf((one) -> {
			boolean over = paused || nowNs - one.untilNs() > 0;
			if (over) {
				expired.add(one.request());
			}
			return over;
		});
		return expired;
	}

	/**
	 * The request that was taken has ended.
	 * @param outcome how
	 * @param nowNs the time
	 */
	synchronized void done(RestOutcome outcome, long nowNs) {
		this.busy = false;
		switch (outcome) {
			case UNAUTHORIZED -> this.pausedUntilNs = nowNs + UNAUTHORIZED_NS;
			case RATE_LIMITED -> this.pausedUntilNs = nowNs + RATE_LIMITED_NS;
			case OK, CLIENT_ERROR, SERVER_ERROR, OTHER_STATUS, MALFORMED, TIMEOUT, UNREACHABLE, REFUSED_LOCALLY -> {
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
		return (this.busy || this.waiting.isEmpty()) ? Long.MAX_VALUE : Math.max(0, this.freeNs - nowNs);
	}

	private record Waiting<T>(T request, long untilNs) {
	}

}
