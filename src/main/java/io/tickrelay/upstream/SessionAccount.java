package io.tickrelay.upstream;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import io.tickrelay.hub.FeedState;
import org.jspecify.annotations.Nullable;

/**
 * What a machine has said and will be asked about: the actions of the event at hand, what
 * the streams were told last, what failed last, how often a socket was opened again.
 */
final class SessionAccount {

	private static final long HOUR_NS = Duration.ofHours(1).toNanos();

	private List<SessionAction> actions = new ArrayList<>();

	private FeedState announced = FeedState.OPENING;

	private @Nullable Failure lastFailure;

	private long lastFailureNs;

	/** Bounded by the hour: the backoff lets few attempts through. */
	private final Deque<Long> reconnects = new ArrayDeque<>();

	/** Begins with the actions of a new event. */
	List<SessionAction> begin() {
		this.actions = new ArrayList<>();
		return this.actions;
	}

	List<SessionAction> actions() {
		return this.actions;
	}

	void add(SessionAction action) {
		this.actions.add(action);
	}

	/** Tells the streams, unless it is no news. */
	void announce(FeedState feed) {
		if (this.announced != feed) {
			this.announced = feed;
			add(new SessionAction.Announce(feed));
		}
	}

	void report(Failure failure, long nowNs) {
		this.lastFailure = failure;
		this.lastFailureNs = nowNs;
		add(new SessionAction.Report(failure));
	}

	void reconnect(long nowNs) {
		this.reconnects.addLast(nowNs);
		forgetOld(nowNs);
	}

	int reconnectsLastHour(long nowNs) {
		forgetOld(nowNs);
		return this.reconnects.size();
	}

	@Nullable Failure lastFailure() {
		return this.lastFailure;
	}

	long lastFailureNs() {
		return this.lastFailureNs;
	}

	private void forgetOld(long nowNs) {
		Long oldest = this.reconnects.peekFirst();
		while (oldest != null && nowNs - oldest > HOUR_NS) {
			this.reconnects.removeFirst();
			oldest = this.reconnects.peekFirst();
		}
	}

}
