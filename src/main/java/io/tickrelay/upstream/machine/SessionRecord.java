package io.tickrelay.upstream.machine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.tickrelay.hub.FeedState;
import io.tickrelay.hub.TopicCondition;
import io.tickrelay.hub.StreamStatus.Cause;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;

/**
 * A machine's state and what it has said. It is the one door through which the state
 * changes, and keeps the actions of the event at hand. It also knows what the streams
 * were told last and what failed last.
 */
final class SessionRecord {

	/** The upstream often says why it ends a connection just before it does. */
	private static final long EXPLAINED_NS = Duration.ofSeconds(2).toNanos();

	private List<SessionAction> actions = new ArrayList<>();

	private SessionState state;

	/** Since when no session stands; meaningless while one does or none is wanted. */
	private long downSinceNs;

	/** Whether the open session has proven to last. */
	private boolean standing;

	private FeedState announced = FeedState.OPENING;

	private @Nullable Failure lastFailure;

	private long lastFailureNs;

	SessionRecord(long nowNs) {
		this.state = new SessionState.Idle(nowNs);
		this.downSinceNs = nowNs;
	}

	SessionState state() {
		return this.state;
	}

	void become(SessionState next) {
		if (this.standing || this.state instanceof SessionState.Idle) {
			this.downSinceNs = next.sinceNs();
		}
		this.standing = false;
		amend(next);
		add(new SessionAction.Entered(next));
	}

	/** Changes what a state holds and not which it is. */
	void amend(SessionState same) {
		this.state = same;
	}

	/** The open session has lasted: an outage before it is over. */
	void stand() {
		this.standing = true;
	}

	boolean isStanding() {
		return this.standing;
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
		refused.forEach((topic, cause) -> add(new SessionAction.Tell(topic, new TopicCondition.Refused(cause))));
	}

	void report(Failure failure, long nowNs) {
		if (!isExplained(failure, nowNs)) {
			this.lastFailure = failure;
			this.lastFailureNs = nowNs;
		}
		add(new SessionAction.Report(failure));
	}

	/** An end says less than what was said before it. */
	private boolean isExplained(Failure failure, long nowNs) {
		Failure last = this.lastFailure;
		if (last == null || nowNs - this.lastFailureNs >= EXPLAINED_NS || !CloseCodes.isEnd(failure)) {
			return false;
		}
		return failure.equals(Failure.CONNECTION_LOST) || !CloseCodes.isEnd(last);
	}

	/** The hour's limit keeps the session away, and so hides why it was lost so often. */
	void reportSuspension(long nowNs) {
		Failure limit = Failure.TOO_MANY_RECONNECTS;
		Failure last = this.lastFailure;
		if (last == null) {
			report(limit, nowNs);
		}
		else {
			report(last.isSameKind(limit) ? last : limit.after(last), nowNs);
		}
	}

	@Nullable Failure lastFailure() {
		return this.lastFailure;
	}

	long lastFailureNs() {
		return this.lastFailureNs;
	}

}
