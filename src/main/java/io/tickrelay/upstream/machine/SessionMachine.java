package io.tickrelay.upstream.machine;

import java.time.Duration;
import java.util.List;

import io.tickrelay.hub.FeedState;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.Topic;
import io.tickrelay.upstream.key.ApiKey;
import io.tickrelay.upstream.limits.FrameBudget;
import io.tickrelay.upstream.limits.FrameLimit;
import io.tickrelay.upstream.machine.SessionState.AfterClose;
import io.tickrelay.upstream.machine.SessionState.BackingOff;
import io.tickrelay.upstream.machine.SessionState.Closing;
import io.tickrelay.upstream.machine.SessionState.Connecting;
import io.tickrelay.upstream.machine.SessionState.Greeting;
import io.tickrelay.upstream.machine.SessionState.Idle;
import io.tickrelay.upstream.machine.SessionState.Live;
import io.tickrelay.upstream.machine.SessionState.OnSocket;
import io.tickrelay.upstream.machine.SessionState.Pause;
import io.tickrelay.upstream.machine.SessionState.Rejected;
import io.tickrelay.upstream.wire.ServerFrame;
import org.jspecify.annotations.Nullable;

/**
 * Decides everything about one session and does nothing: events and the time go in,
 * actions come out. Knows no clock, no thread and no socket, so every story that the
 * upstream could play can be played to it in virtual time.
 *
 * <p>
 * It sees what an event means; how sockets begin and end is
 * {@link ConnectionLifecycle}'s, what is said over them {@link OpenSession}'s. A machine
 * belongs to one loop. After each event, ask {@link #nextDelayNs} when it wants to hear
 * of time again.
 */
public final class SessionMachine {

	private final SessionTimes times;

	private final SessionRecord account;

	private final OpenSession talk;

	private final ReconnectPolicy reconnectPolicy;

	private final ConnectionLifecycle life;

	/**
	 * Creates the session of a business, without a socket.
	 * @param business whose session it is
	 * @param times its deadlines
	 * @param budget its share of the frames a minute
	 * @param reconnectPolicy decides when it may connect again
	 * @param hours tells when a market is closed
	 * @param limit the size of a frame that the vendor takes
	 * @param nowNs the time, monotonic nanoseconds
	 */
	public SessionMachine(Business business, SessionTimes times, FrameBudget.Share budget,
			ReconnectPolicy reconnectPolicy, MarketHours hours, FrameLimit limit, long nowNs) {
		this.times = times;
		this.account = new SessionRecord(nowNs);
		this.talk = new OpenSession(business, times, budget, hours, limit, reconnectPolicy, this.account, nowNs);
		this.reconnectPolicy = reconnectPolicy;
		this.life = new ConnectionLifecycle(times, this.account, this.talk, reconnectPolicy);
	}

	/**
	 * Takes one event in.
	 * @param event what happened
	 * @param nowNs when
	 * @return what to do, in order
	 */
	public List<SessionAction> on(SessionEvent event, long nowNs) {
		List<SessionAction> actions = this.account.begin();
		switch (event) {
			case SessionEvent.Wanted(var topics) -> this.talk.onWanted(topics);
			case SessionEvent.Opened(int connection) -> onOpened(connection, nowNs);
			case SessionEvent.Refused(int connection, int status) -> onRefused(connection, status, nowNs);
			case SessionEvent.Closed(int connection, Failure failure) -> onClosed(connection, failure, nowNs);
			case SessionEvent.Greeted _ -> onGreeted(nowNs);
			case SessionEvent.Acked(String trace) -> this.talk.onAck(trace, nowNs);
			case SessionEvent.Complained(int code, String trace) -> onComplained(code, trace, nowNs);
			case SessionEvent.KeyChanged(ApiKey key) -> onKeyChanged(key, nowNs);
			case SessionEvent.Pong _ -> this.talk.vitals().onPong(nowNs);
			case SessionEvent.Heard _ -> this.talk.vitals().onHeard(nowNs);
			case SessionEvent.StoodStill(long lostNs) -> this.life.onStandstill(lostNs, nowNs);
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
	 * @return whether the session is open: the last words of one that was given up must
	 * not make its streams look live
	 */
	public boolean onTick(Topic topic, long nowNs) {
		if (!(this.account.state() instanceof Live)) {
			return false;
		}
		this.talk.onTick(topic, nowNs);
		return true;
	}

	/**
	 * Takes note of a frame that says nothing, of which there may be many.
	 * @param nowNs when
	 */
	public void onHeard(long nowNs) {
		this.talk.onHeard(nowNs);
	}

	/**
	 * Takes note of a frame that can't be read, of which there may be many, too.
	 * @param frame what is known of it
	 * @param nowNs when
	 */
	public void onUnread(ServerFrame.Undecodable frame, long nowNs) {
		this.talk.onUnread(frame, nowNs);
	}

	/**
	 * How long the machine has nothing to do unless something happens.
	 * @param nowNs the time
	 * @return nanoseconds, not negative; {@link Long#MAX_VALUE} for ever
	 */
	public long nextDelayNs(long nowNs) {
		long delay = switch (this.account.state()) {
			case Idle _ -> Long.MAX_VALUE;
			case Closing closing -> ConnectionLifecycle.closeAgainDelayNs(closing, nowNs);
			case Connecting(long sinceNs, var _) -> sinceNs + this.times.connectNs() - nowNs;
			case Greeting(long sinceNs, var _) -> sinceNs + this.times.greetingNs() - nowNs;
			case Live live -> Math.min(this.talk.nextDelayNs(nowNs), this.life.standDelayNs(live, nowNs));
			case Pause pause -> pause.untilNs() - nowNs;
			case Rejected(var _, long untilNs) -> this.talk.isNothingWanted() ? Long.MAX_VALUE : untilNs - nowNs;
		};
		return Math.max(0, delay);
	}

	/** What became of a topic, as far as it is wanted. */
	public SubscriptionTrace.Story story(Topic topic) {
		return this.talk.story(topic);
	}

	/** When a topic may be asked for again, where that is a matter of time; else null. */
	public @Nullable Long askAgainNs(Topic topic) {
		return this.talk.askAgainNs(topic);
	}

	/** The interval of a symbol's bars where one alone is subscribed, else null. */
	public @Nullable Interval onlyIntervalOf(String symbol) {
		return this.talk.onlyIntervalOf(symbol);
	}

	/** How the session is: a copy, for any thread. */
	public SessionView view(long nowNs) {
		return new SessionView(this.account.state(), nowNs, this.account.isStanding(), this.account.downSinceNs(),
				this.talk.vitals().lastHeartbeatNs(), this.talk.vitals().lastPongNs(), this.talk.wantedCount(),
				this.talk.heldCount(), this.reconnectPolicy.lastHour(nowNs), this.account.lastFailure(),
				this.account.lastFailureNs());
	}

	private void onOpened(int connection, long nowNs) {
		if (this.account.state() instanceof Connecting connecting && connecting.connection() == connection) {
			this.reconnectPolicy.onAccepted();
			this.talk.vitals().onOpened(nowNs);
			this.account.become(new Greeting(nowNs, connection));
		}
	}

	private void onGreeted(long nowNs) {
		this.talk.vitals().onHeard(nowNs);
		if (this.account.state() instanceof Greeting(var _, int connection)) {
			this.account.become(new Live(nowNs, connection));
			this.account.announce(FeedState.UP);
			this.talk.begin(connection, nowNs);
		}
	}

	private void onRefused(int connection, int status, long nowNs) {
		if (!this.life.isCurrent(connection)) {
			return;
		}
		VendorErrors.Entry entry = VendorErrors.inHandshake(status);
		this.account.report(entry.failure(), nowNs);
		AfterClose then = switch (entry.reaction()) {
			case ErrorPolicy.GiveUp _ -> {
				this.life.giveUp(entry.failure(), nowNs);
				yield new AfterClose.GiveUp();
			}
			case ErrorPolicy.Reconnect(Duration notBefore) -> this.life.retry(notBefore, nowNs);
			case ErrorPolicy.AwaitRoom _ -> this.life.awaitRoom();
			case ErrorPolicy.AboutTopics _, ErrorPolicy.Note _ -> this.life.retry(Duration.ZERO, nowNs);
		};
		this.life.afterClose(
				(this.account.state() instanceof Closing closing) ? closing.then().orMoreCareful(then) : then, nowNs);
	}

	private void onClosed(int connection, Failure failure, long nowNs) {
		if (!this.life.isCurrent(connection)) {
			return;
		}
		if (this.account.state() instanceof Closing closing) {
			this.life.afterClose(closing.then(), nowNs);
		}
		else {
			if (failure.isUnseen()) {
				this.reconnectPolicy.onUnreached();
			}
			this.account.report(failure, nowNs);
			if (this.account.state() instanceof Live) {
				this.talk.onEndedByUpstream(failure, nowNs);
			}
			this.life.afterClose(this.life.retry(Duration.ZERO, nowNs), nowNs);
		}
	}

	private void onComplained(int code, @Nullable String trace, long nowNs) {
		VendorErrors.Entry entry = VendorErrors.inFrame(code);
		this.account.report(entry.failure(), nowNs);
		switch (entry.reaction()) {
			case ErrorPolicy.Reconnect(Duration notBefore) -> this.life.close(this.life.retry(notBefore, nowNs), nowNs);
			case ErrorPolicy.AwaitRoom _ -> this.life.close(this.life.awaitRoom(), nowNs);
			case ErrorPolicy.GiveUp _ -> {
				this.life.giveUp(entry.failure(), nowNs);
				this.life.close(new AfterClose.GiveUp(), nowNs);
			}
			case ErrorPolicy.AboutTopics about -> this.talk.onRefused(about, entry.failure(), trace, nowNs);
			case ErrorPolicy.Note _ -> this.talk.vitals().onHeard(nowNs);
		}
	}

	/** Whatever the old key was refused or banned for does not speak of the new one. */
	private void onKeyChanged(ApiKey key, long nowNs) {
		this.reconnectPolicy.onNewKey(key);
		this.talk.onNewKey(nowNs);
		AfterClose atOnce = new AfterClose.NewKey();
		switch (this.account.state()) {
			case Closing(long sinceNs, int connection, var _) ->
				this.account.amend(new Closing(sinceNs, connection, atOnce));
			case OnSocket _ -> this.life.close(atOnce, nowNs);
			case Pause _, Rejected _ -> this.account.become(new BackingOff(nowNs, nowNs));
			case Idle _ -> {
				// The next attempt takes the new one.
			}
		}
	}

	private void doWhatIsDue(long nowNs) {
		switch (this.account.state()) {
			case Idle _ -> {
				if (!this.talk.isNothingWanted()) {
					this.life.open(nowNs);
				}
			}
			case Connecting(long sinceNs, var _) ->
				closeIfOver(sinceNs, this.times.connectNs(), Failure.CONNECT_TIMEOUT, nowNs);
			case Greeting(long sinceNs, var _) ->
				closeIfOver(sinceNs, this.times.greetingNs(), Failure.NO_WELCOME, nowNs);
			case Live live -> live(live, nowNs);
			case Closing closing -> this.life.closeAgain(closing, nowNs);
			// Waited out even if no topic is wanted meanwhile, because clients that come
			// and go would set the pace of the attempts.
			case Pause pause -> this.life.comeBack(pause.untilNs(), nowNs);
			case Rejected(var _, long untilNs) -> {
				if (!this.talk.isNothingWanted() && nowNs - untilNs >= 0) {
					this.life.open(nowNs);
				}
			}
		}
	}

	private void live(Live live, long nowNs) {
		this.life.standIfDue(live, nowNs);
		switch (this.talk.doWhatIsDue(nowNs)) {
			case GO_ON -> {
				// Nothing ends it.
			}
			case DEAD -> this.life.fail(Failure.NO_PONG, nowNs);
			case ALL_MUTE -> this.life.fail(Failure.MUTE, nowNs);
			case IDLE -> {
				this.reconnectPolicy.onHealthy();
				this.life.close(new AfterClose.Rest(), nowNs);
			}
		}
	}

	private void closeIfOver(long sinceNs, long lastsNs, Failure failure, long nowNs) {
		if (nowNs - sinceNs >= lastsNs) {
			this.life.fail(failure, nowNs);
		}
	}

}
