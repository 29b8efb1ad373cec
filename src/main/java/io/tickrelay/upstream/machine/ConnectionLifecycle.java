package io.tickrelay.upstream.machine;

import java.time.Duration;

import io.tickrelay.hub.FeedState;
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
import io.tickrelay.upstream.machine.SessionState.Suspended;

/**
 * How a session's sockets begin and end: the moves of its machine. No socket is opened
 * before the one before it has closed, and none against the hour's limit or the key's
 * refusal. Pure, as the machine that it is a part of.
 */
final class ConnectionLifecycle {

	/** While another session tries the key. */
	private static final long OTHERS_FIRST_NS = Duration.ofMillis(100).toNanos();

	private static final long CLOSE_AGAIN_NS = Duration.ofSeconds(10).toNanos();

	private static final long ASK_FOR_ROOM_NS = Duration.ofMinutes(1).toNanos();

	/** With a stream that the upstream has taken. */
	private static final long STANDS_IN_USE_NS = Duration.ofSeconds(10).toNanos();

	private static final long STANDS_NS = Duration.ofMinutes(1).toNanos();

	private final SessionTimes times;

	private final SessionRecord account;

	private final OpenSession talk;

	private final ReconnectPolicy reconnectPolicy;

	private int connections;

	ConnectionLifecycle(SessionTimes times, SessionRecord account, OpenSession talk, ReconnectPolicy reconnectPolicy) {
		this.times = times;
		this.account = account;
		this.talk = talk;
		this.reconnectPolicy = reconnectPolicy;
	}

	/** How long until {@link #closeAgain} has something to do. */
	static long closeAgainDelayNs(Closing closing, long nowNs) {
		return closing.sinceNs() + CLOSE_AGAIN_NS - nowNs;
	}

	/** What is said of the old key while it is given up is nothing to the new one. */
	void giveUp(Failure failure, long nowNs) {
		boolean ofTheOldKey = this.account.state() instanceof Closing(var _, var _, AfterClose.NewKey _);
		if (!ofTheOldKey) {
			this.reconnectPolicy.onGivenUp(failure, nowNs + this.times.rejectedNs());
		}
	}

	/** A pause may be over. */
	void comeBack(long untilNs, long nowNs) {
		if (nowNs - untilNs >= 0) {
			if (this.talk.isNothingWanted()) {
				rest(nowNs);
			}
			else {
				open(nowNs);
			}
		}
	}

	/** What was awaited is awaited for longer: from now on at the most. */
	void onStandstill(long lostNs, long nowNs) {
		switch (this.account.state()) {
			case Connecting(long sinceNs, int connection) ->
				this.account.amend(new Connecting(SessionTimes.later(sinceNs, lostNs, nowNs), connection));
			case Greeting(long sinceNs, int connection) ->
				this.account.amend(new Greeting(SessionTimes.later(sinceNs, lostNs, nowNs), connection));
			case Live _ -> this.talk.onStandstill(lostNs, nowNs);
			case Closing _, Idle _, Pause _, Rejected _ -> {
				// Nothing of the upstream's is awaited.
			}
		}
	}

	/** Gives the socket up because of a failure. */
	void fail(Failure failure, long nowNs) {
		this.account.report(failure, nowNs);
		close(retry(Duration.ZERO, nowNs), nowNs);
	}

	/** Opens a socket, if neither the hour nor the key forbids it. */
	void open(long nowNs) {
		long holdNs = this.reconnectPolicy.holdNs(nowNs);
		if (holdNs > 0) {
			this.account.reportSuspension(nowNs);
			this.account.announce(FeedState.DOWN);
			this.account.become(new Suspended(nowNs, nowNs + holdNs));
			return;
		}
		switch (this.reconnectPolicy.permission(nowNs)) {
			case KeyProbe.Go _ -> connect(nowNs);
			case KeyProbe.Wait _ -> {
				BackingOff waiting = new BackingOff(nowNs, nowNs + OTHERS_FIRST_NS);
				if (this.account.state() instanceof BackingOff) {
					this.account.amend(waiting);
				}
				else {
					this.account.become(waiting);
				}
			}
			case KeyProbe.Refusal(Failure failure, long untilNs) -> {
				this.account.report(failure, nowNs);
				this.account.announce(FeedState.REJECTED);
				this.account.become(new Rejected(nowNs, untilNs));
			}
		}
	}

	private void connect(long nowNs) {
		this.reconnectPolicy.onOpen(nowNs);
		this.connections++;
		this.account.become(new Connecting(nowNs, this.connections));
		this.account.add(new SessionAction.Open(this.connections));
	}

	/** Gives the socket up: what follows waits until it has closed. */
	void close(AfterClose then, long nowNs) {
		switch (this.account.state()) {
			case Closing(long sinceNs, int connection, AfterClose planned) -> {
				// Its last words can tell why it is no use to come back soon.
				AfterClose next = planned.orMoreCareful(then);
				this.account.amend(new Closing(sinceNs, connection, next));
				lose(next);
			}
			case OnSocket open -> {
				lose(then);
				this.account.become(new Closing(nowNs, open.connection(), then));
				this.account.add(new SessionAction.Close(open.connection()));
			}
			case Idle _, Pause _, Rejected _ -> {
				// There is no socket.
			}
		}
	}

	/** The shell was kept from closing, or the socket from being closed: again. */
	void closeAgain(Closing closing, long nowNs) {
		if (nowNs - closing.sinceNs() >= CLOSE_AGAIN_NS) {
			this.account.amend(new Closing(nowNs, closing.connection(), closing.then()));
			this.account.add(new SessionAction.Close(closing.connection()));
		}
	}

	/** The socket has closed. */
	void afterClose(AfterClose then, long nowNs) {
		this.reconnectPolicy.onEnded();
		lose(then);
		switch (then) {
			case AfterClose.Rest _ -> rest(nowNs);
			case AfterClose.Retry(long delayNs) -> this.account.become(new BackingOff(nowNs, nowNs + delayNs));
			case AfterClose.NewKey _ -> this.account.become(new BackingOff(nowNs, nowNs));
			case AfterClose.GiveUp _ -> this.account.become(new Rejected(nowNs, nowNs + this.times.rejectedNs()));
		}
	}

	/** The session carries nothing from here on. */
	private void lose(AfterClose then) {
		this.talk.end();
		switch (then) {
			case AfterClose.Rest _ -> {
				// There is no stream to be told.
			}
			case AfterClose.Retry _, AfterClose.NewKey _ -> this.account.announce(FeedState.DOWN);
			case AfterClose.GiveUp _ -> this.account.announce(FeedState.REJECTED);
		}
	}

	private void rest(long nowNs) {
		this.account.become(new Idle(nowNs));
		this.account.announce(FeedState.OPENING);
	}

	/** What follows a failure after which it makes sense to come back. */
	AfterClose retry(Duration notBefore, long nowNs) {
		long livedNs = (this.account.state() instanceof Live live) ? nowNs - live.sinceNs() : 0;
		return new AfterClose.Retry(Math.max(notBefore.toNanos(), this.reconnectPolicy.delayNs(livedNs, nowNs)));
	}

	/** What follows where the plan's connections are taken. */
	AfterClose awaitRoom() {
		this.reconnectPolicy.onTaken();
		return new AfterClose.Retry(ASK_FOR_ROOM_NS);
	}

	/** A session that was welcomed may end at once, so it stands only after a while. */
	void standIfDue(Live live, long nowNs) {
		if (standDelayNs(live, nowNs) <= 0) {
			this.account.stand();
		}
	}

	long standDelayNs(Live live, long nowNs) {
		if (this.account.isStanding()) {
			return Long.MAX_VALUE;
		}
		return live.sinceNs() + ((this.talk.heldCount() > 0) ? STANDS_IN_USE_NS : STANDS_NS) - nowNs;
	}

	/** Whether a socket is the one that the session has now. */
	boolean isCurrent(int connection) {
		return this.account.state() instanceof OnSocket socket && socket.connection() == connection;
	}

}
