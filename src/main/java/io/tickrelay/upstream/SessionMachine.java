package io.tickrelay.upstream;

import java.time.Duration;
import java.util.List;

import io.tickrelay.hub.FeedState;
import io.tickrelay.hub.Standing;
import io.tickrelay.hub.StreamStatus.Cause;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.Topic;
import io.tickrelay.upstream.SessionState.AfterClose;
import io.tickrelay.upstream.SessionState.BackingOff;
import io.tickrelay.upstream.SessionState.Closing;
import io.tickrelay.upstream.SessionState.Connecting;
import io.tickrelay.upstream.SessionState.Greeting;
import io.tickrelay.upstream.SessionState.Idle;
import io.tickrelay.upstream.SessionState.Live;
import io.tickrelay.upstream.SessionState.Rejected;
import org.jspecify.annotations.Nullable;

/**
 * Decides everything about one session and does nothing: events and the time go in,
 * actions come out. Knows no clock, no thread and no socket, so every story that the
 * upstream could play can be played to it in virtual time.
 *
 * <p>
 * A machine belongs to one loop. After each event, ask {@link #nextDelayNs} when it wants
 * to hear of time again.
 */
final class SessionMachine {

	/** A session that has lived this long proves that coming back was right. */
	private static final long HEALTHY_NS = Duration.ofMinutes(1).toNanos();

	private final SessionTimes times;

	private final Subscriptions subscriptions;

	private final Reconciler reconciler;

	private final Vitals vitals;

	private final Backoff backoff;

	private SessionState state;

	/** How long the feed has been down; meaningless while a session is live or idle. */
	private long downSinceNs;

	private int failures;

	private int connections;

	private final SessionAccount account = new SessionAccount();

	SessionMachine(SessionTimes times, Subscriptions subscriptions, Reconciler reconciler, FrameBudget budget,
			Backoff backoff, long nowNs) {
		this.times = times;
		this.subscriptions = subscriptions;
		this.reconciler = reconciler;
		this.vitals = new Vitals(times, budget, nowNs);
		this.backoff = backoff;
		this.state = new Idle(nowNs);
		this.downSinceNs = nowNs;
	}

	/**
	 * Takes one event in.
	 * @param event what happened
	 * @param nowNs when
	 * @return what to do, in order
	 */
	List<SessionAction> on(SessionEvent event, long nowNs) {
		List<SessionAction> actions = this.account.begin();
		switch (event) {
			case SessionEvent.Wanted(var topics) -> {
				this.subscriptions.want(topics);
				tellRefused();
			}
			case SessionEvent.Opened(int connection) -> onOpened(connection, nowNs);
			case SessionEvent.Refused(int connection, int status) -> onRefused(connection, status, nowNs);
			case SessionEvent.Closed(int connection, Failure failure) -> onClosed(connection, failure, nowNs);
			case SessionEvent.Greeted _ -> onGreeted(nowNs);
			case SessionEvent.Acked(String trace) -> {
				this.vitals.onHeard(nowNs);
				this.subscriptions.onAck(trace);
			}
			case SessionEvent.Complained(int code, String trace) -> onComplained(code, trace, nowNs);
			case SessionEvent.KeyChanged _ -> onKeyChanged(nowNs);
			case SessionEvent.Pong _ -> this.vitals.onPong(nowNs);
			case SessionEvent.Heard _ -> this.vitals.onHeard(nowNs);
			case SessionEvent.TimePassed _ -> {
				// Whatever is due is done after every event.
			}
		}
		doWhatIsDue(nowNs);
		return actions;
	}

	/**
	 * Takes note of a push, on the hot path: nothing is due because of one.
	 * @param topic what was pushed
	 * @param nowNs when
	 */
	void onTick(Topic topic, long nowNs) {
		this.vitals.onHeard(nowNs);
		this.subscriptions.onTick(topic, nowNs);
	}

	/**
	 * How long the machine has nothing to do unless something happens.
	 * @param nowNs the time
	 * @return nanoseconds, not negative; {@link Long#MAX_VALUE} for ever
	 */
	long nextDelayNs(long nowNs) {
		long delay = switch (this.state) {
			case Idle _, Closing _ -> Long.MAX_VALUE;
			case Connecting(long sinceNs, var _) -> sinceNs + this.times.connectNs() - nowNs;
			case Greeting(long sinceNs, var _) -> sinceNs + this.times.greetingNs() - nowNs;
			case Live _ -> Math.min(this.vitals.nextDelayNs(nowNs), this.reconciler.nextDelayNs(nowNs));
			case BackingOff(var _, long untilNs) -> untilNs - nowNs;
			case Rejected(var _, long untilNs) ->
				this.subscriptions.isNothingWanted() ? Long.MAX_VALUE : untilNs - nowNs;
		};
		return Math.max(0, delay);
	}

	@Nullable Interval onlyIntervalOf(String symbol) {
		return this.subscriptions.onlyIntervalOf(symbol);
	}

	SessionView view(long nowNs) {
		return new SessionView(this.state, nowNs, this.downSinceNs, this.vitals.lastHeartbeatNs(),
				this.vitals.lastPongNs(), this.subscriptions.wantedCount(), this.subscriptions.heldCount(),
				this.account.reconnectsLastHour(nowNs), this.account.lastFailure(), this.account.lastFailureNs());
	}

	private void onOpened(int connection, long nowNs) {
		if (this.state instanceof Connecting connecting && connecting.connection() == connection) {
			this.vitals.onOpened(nowNs);
			become(new Greeting(nowNs, connection));
		}
	}

	private void onGreeted(long nowNs) {
		this.vitals.onHeard(nowNs);
		if (this.state instanceof Greeting(var _, int connection)) {
			this.reconciler.onSession(connection, nowNs);
			become(new Live(nowNs, connection));
			this.account.announce(FeedState.UP);
			tellRefused();
		}
	}

	private void onRefused(int connection, int status, long nowNs) {
		if (isCurrent(connection)) {
			Complaints.Entry entry = Complaints.inHandshake(status);
			this.account.report(entry.failure(), nowNs);
			switch (entry.reaction()) {
				case Reaction.GiveUp _ -> afterClose(new AfterClose.GiveUp(), nowNs);
				case Reaction.Reconnect(Duration notBefore) -> afterClose(retry(notBefore, nowNs), nowNs);
				case Reaction.RefuseTopics _, Reaction.RefuseNewest _, Reaction.AskAgain _, Reaction.Note _ ->
					afterClose(retry(Duration.ZERO, nowNs), nowNs);
			}
		}
	}

	private void onClosed(int connection, Failure failure, long nowNs) {
		if (!isCurrent(connection)) {
			return;
		}
		if (this.state instanceof Closing closing) {
			afterClose(closing.then(), nowNs);
		}
		else {
			this.account.report(failure, nowNs);
			afterClose(retry(Duration.ZERO, nowNs), nowNs);
		}
	}

	private void onComplained(int code, @Nullable String trace, long nowNs) {
		this.vitals.onHeard(nowNs);
		Complaints.Entry entry = Complaints.inFrame(code);
		this.account.report(entry.failure(), nowNs);
		switch (entry.reaction()) {
			case Reaction.Reconnect(Duration notBefore) -> close(retry(notBefore, nowNs), nowNs);
			case Reaction.GiveUp _ -> close(new AfterClose.GiveUp(), nowNs);
			case Reaction.RefuseTopics(Cause cause) -> reject(this.subscriptions.refuse(trace, cause), cause);
			case Reaction.RefuseNewest _ -> reject(this.subscriptions.refuseNewest(trace, nowNs), Cause.QUOTA);
			case Reaction.AskAgain _ -> reject(this.subscriptions.askAgain(trace, nowNs), Cause.QUOTA);
			case Reaction.Note _ -> {
				// Reported.
			}
		}
	}

	/** Whatever the old key was refused or banned for does not speak of the new one. */
	private void onKeyChanged(long nowNs) {
		this.failures = 0;
		switch (this.state) {
			case Connecting _, Greeting _, Live _ -> close(new AfterClose.Retry(0), nowNs);
			case BackingOff _, Rejected _ -> become(new BackingOff(nowNs, nowNs));
			case Closing(long sinceNs, int connection, AfterClose then) -> {
				if (!(then instanceof AfterClose.Rest)) {
					this.state = new Closing(sinceNs, connection, new AfterClose.Retry(0));
				}
			}
			case Idle _ -> {
				// The next attempt takes the new one.
			}
		}
	}

	private void doWhatIsDue(long nowNs) {
		switch (this.state) {
			case Idle _ -> {
				if (!this.subscriptions.isNothingWanted()) {
					this.downSinceNs = nowNs;
					open(nowNs);
				}
			}
			case Connecting(long sinceNs, var _) ->
				closeIfOver(sinceNs, this.times.connectNs(), Failure.CONNECT_TIMEOUT, nowNs);
			case Greeting(long sinceNs, var _) ->
				closeIfOver(sinceNs, this.times.greetingNs(), Failure.NO_WELCOME, nowNs);
			case Live _ -> live(nowNs);
			case Closing _ -> {
				// The shell answers with Closed, whatever the upstream does.
			}
			case BackingOff(var _, long untilNs) -> {
				// Waited out even if nobody wants anything meanwhile: else clients that
				// come
				// and go would set the pace of the attempts.
				if (nowNs - untilNs >= 0) {
					if (this.subscriptions.isNothingWanted()) {
						rest(nowNs);
					}
					else {
						open(nowNs);
					}
				}
			}
			case Rejected(var _, long untilNs) -> {
				if (!this.subscriptions.isNothingWanted() && nowNs - untilNs >= 0) {
					open(nowNs);
				}
			}
		}
	}

	private void live(long nowNs) {
		if (this.vitals.isDead(nowNs)) {
			this.account.report(Failure.NO_PONG, nowNs);
			close(retry(Duration.ZERO, nowNs), nowNs);
			return;
		}
		this.vitals.doWhatIsDue(nowNs, this.reconciler.traces(), this.account.actions());
		this.reconciler.doWhatIsDue(nowNs, this.account.actions());
		if (this.reconciler.isIdleFor(this.times.idleNs(), nowNs)) {
			this.failures = 0;
			close(new AfterClose.Rest(), nowNs);
		}
	}

	private void closeIfOver(long sinceNs, long lastsNs, Failure failure, long nowNs) {
		if (nowNs - sinceNs >= lastsNs) {
			this.account.report(failure, nowNs);
			close(retry(Duration.ZERO, nowNs), nowNs);
		}
	}

	private void open(long nowNs) {
		if (this.connections > 0) {
			this.account.reconnect(nowNs);
		}
		this.connections++;
		become(new Connecting(nowNs, this.connections));
		this.account.add(new SessionAction.Open(this.connections));
	}

	/** Gives the socket up: what follows waits until it has closed. */
	private void close(AfterClose then, long nowNs) {
		int connection = switch (this.state) {
			case Connecting connecting -> connecting.connection();
			case Greeting greeting -> greeting.connection();
			case Live live -> live.connection();
			case Idle _, Closing _, BackingOff _, Rejected _ -> 0;
		};
		if (connection > 0) {
			lose(then, nowNs);
			become(new Closing(nowNs, connection, then));
			this.account.add(new SessionAction.Close(connection));
		}
	}

	private void afterClose(AfterClose then, long nowNs) {
		lose(then, nowNs);
		switch (then) {
			case AfterClose.Rest _ -> rest(nowNs);
			case AfterClose.Retry(long delayNs) -> become(new BackingOff(nowNs, nowNs + delayNs));
			case AfterClose.GiveUp _ -> become(new Rejected(nowNs, nowNs + this.times.rejectedNs()));
		}
	}

	/** The session carries nothing from here on. */
	private void lose(AfterClose then, long nowNs) {
		if (this.state instanceof Live) {
			this.downSinceNs = nowNs;
		}
		this.subscriptions.onSessionLost();
		switch (then) {
			case AfterClose.Rest _ -> {
				// Nobody is there to be told.
			}
			case AfterClose.Retry _ -> this.account.announce(FeedState.DOWN);
			case AfterClose.GiveUp _ -> this.account.announce(FeedState.REJECTED);
		}
	}

	private void rest(long nowNs) {
		become(new Idle(nowNs));
		this.account.announce(FeedState.OPENING);
	}

	private AfterClose retry(Duration notBefore, long nowNs) {
		if (this.state instanceof Live live && nowNs - live.sinceNs() >= HEALTHY_NS) {
			this.failures = 0;
		}
		return new AfterClose.Retry(Math.max(notBefore.toNanos(), this.backoff.delayNs(this.failures++)));
	}

	private boolean isCurrent(int connection) {
		return switch (this.state) {
			case Connecting connecting -> connecting.connection() == connection;
			case Greeting greeting -> greeting.connection() == connection;
			case Live live -> live.connection() == connection;
			case Closing closing -> closing.connection() == connection;
			case Idle _, BackingOff _, Rejected _ -> false;
		};
	}

	private void become(SessionState next) {
		this.state = next;
		this.account.add(new SessionAction.Entered(next));
	}

	/**
	 * Tells again what the upstream will not have: a stream may be new, or may just have
	 * been told that its feed is up. To one that knows it is no news.
	 */
	private void tellRefused() {
		this.subscriptions.refused().forEach((topic, cause) -> reject(List.of(topic), cause));
	}

	private void reject(List<Topic> topics, Cause cause) {
		topics.forEach((topic) -> this.account.add(new SessionAction.Tell(topic, new Standing.Refused(cause))));
	}

}
