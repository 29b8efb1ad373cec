package io.tickrelay.upstream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.tickrelay.hub.FeedState;
import io.tickrelay.hub.Standing;
import io.tickrelay.hub.StreamStatus.Cause;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;

/**
 * Where a machine is, and what it has said: the one door through which its state changes,
 * the actions of the event at hand, what the streams were told last, what failed last.
 */
final class SessionAccount {

	/** The upstream often says why it ends a connection just before it does. */
	private static final long EXPLAINED_NS = Duration.ofSeconds(2).toNanos();

	private List<SessionAction> actions = new ArrayList<>();

	private SessionState state;

	/** How long the feed has been down; meaningless while a session is live or idle. */
	private long downSinceNs;

	private FeedState announced = FeedState.OPENING;

	private @Nullable Failure lastFailure;

	private long lastFailureNs;

	SessionAccount(long nowNs) {
		this.state = new SessionState.Idle(nowNs);
		this.downSinceNs = nowNs;
	}

	SessionState state() {
		return this.state;
	}

	void become(SessionState next) {
		if (this.state instanceof SessionState.Live || this.state instanceof SessionState.Idle) {
			this.downSinceNs = next.sinceNs();
		}
		amend(next);
		add(new SessionAction.Entered(next));
	}

	/** Changes what a state holds and not which it is. */
	void amend(SessionState same) {
		this.state = same;
	}

	long downSinceNs() {
		return this.downSinceNs;
	}

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

	/** Tells streams that the upstream will not have them. */
	void refuse(Map<Topic, Cause> refused) {
		refused.forEach((topic, cause) -> add(new SessionAction.Tell(topic, new Standing.Refused(cause))));
	}

	void report(Failure failure, long nowNs) {
		boolean explained = failure.equals(Failure.CONNECTION_LOST) && this.lastFailure != null
				&& nowNs - this.lastFailureNs < EXPLAINED_NS;
		if (!explained) {
			this.lastFailure = failure;
			this.lastFailureNs = nowNs;
		}
		add(new SessionAction.Report(failure));
	}

	@Nullable Failure lastFailure() {
		return this.lastFailure;
	}

	long lastFailureNs() {
		return this.lastFailureNs;
	}

}
