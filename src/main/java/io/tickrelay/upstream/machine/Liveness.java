package io.tickrelay.upstream.machine;

import java.util.List;
import java.util.function.Supplier;

import io.tickrelay.upstream.limits.FrameBudget;
import io.tickrelay.upstream.wire.ClientFrame;
import org.jspecify.annotations.Nullable;

/**
 * The signs of life of one session, both ways. Heartbeats make the upstream keep the
 * session, and pings make the relay notice a dead socket. The upstream answers no
 * heartbeat, so nothing here waits for an answer to one. Times of things that have not
 * happened are those of the session's opening.
 */
final class Liveness {

	private final SessionTimes times;

	private final FrameBudget.Share budget;

	private long heartbeatDueNs;

	private long pingDueNs;

	private long lastInboundNs;

	private long firstUnansweredPingNs;

	private boolean pingUnanswered;

	private long lastHeartbeatNs;

	private boolean heartbeatSent;

	private long lastPongNs;

	private boolean ponged;

	Liveness(SessionTimes times, FrameBudget.Share budget, long nowNs) {
		this.times = times;
		this.budget = budget;
		onOpened(nowNs);
	}

	void onOpened(long nowNs) {
		onHeard(nowNs);
		this.heartbeatDueNs = nowNs + this.times.heartbeatNs();
		this.pingDueNs = nowNs + this.times.pingNs();
		this.heartbeatSent = false;
		this.ponged = false;
	}

	void onHeard(long nowNs) {
		this.lastInboundNs = nowNs;
		this.pingUnanswered = false;
	}

	void onPong(long nowNs) {
		onHeard(nowNs);
		this.lastPongNs = nowNs;
		this.ponged = true;
	}

	/**
	 * The upstream may have missed a heartbeat and the relay a pong: both are due, and
	 * the silence so far was the relay's own.
	 */
	void onStandstill(long lostNs, long nowNs) {
		this.lastInboundNs = SessionTimes.later(this.lastInboundNs, lostNs, nowNs);
		this.firstUnansweredPingNs = SessionTimes.later(this.firstUnansweredPingNs, lostNs, nowNs);
		this.pingDueNs = nowNs;
		this.heartbeatDueNs -= lostNs;
	}

	/**
	 * Whether two ping intervals brought nothing, and a ping had one of them for its
	 * answer. After a pause of this very process the silence is its own.
	 */
	boolean isDead(long nowNs) {
		return this.pingUnanswered && deathDelayNs(nowNs) <= 0;
	}

	private long deathDelayNs(long nowNs) {
		return Math.max(this.lastInboundNs + 2 * this.times.pingNs() - nowNs,
				this.firstUnansweredPingNs + this.times.pingNs() - nowNs);
	}

	void doWhatIsDue(long nowNs, Supplier<String> traces, List<SessionAction> actions) {
		if (nowNs - this.pingDueNs >= 0) {
			this.pingDueNs = nowNs + this.times.pingNs();
			if (!this.pingUnanswered) {
				this.pingUnanswered = true;
				this.firstUnansweredPingNs = nowNs;
			}
			actions.add(new SessionAction.Ping());
		}
		if (nowNs - this.heartbeatDueNs >= 0 && this.budget.tryTakeHeartbeat(nowNs)) {
			this.heartbeatDueNs = nowNs + this.times.heartbeatNs();
			this.lastHeartbeatNs = nowNs;
			this.heartbeatSent = true;
			actions.add(new SessionAction.Send(new ClientFrame.Heartbeat(traces.get())));
		}
	}

	long nextDelayNs(long nowNs) {
		// A heartbeat that the budget holds back is tried again with the next ping.
		long heartbeat = this.heartbeatDueNs - nowNs;
		long ping = this.pingDueNs - nowNs;
		long death = this.pingUnanswered ? deathDelayNs(nowNs) : Long.MAX_VALUE;
		return Math.min(death, (heartbeat > 0) ? Math.min(heartbeat, ping) : ping);
	}

	/** When the last heartbeat of this session was sent, or null. */
	@Nullable Long lastHeartbeatNs() {
		return this.heartbeatSent ? this.lastHeartbeatNs : null;
	}

	/** When the last pong of this session came, or null. */
	@Nullable Long lastPongNs() {
		return this.ponged ? this.lastPongNs : null;
	}

}
