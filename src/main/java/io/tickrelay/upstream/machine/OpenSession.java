package io.tickrelay.upstream.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.tickrelay.hub.StreamStatus.Cause;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.Topic;
import io.tickrelay.upstream.limits.FrameBudget;
import io.tickrelay.upstream.limits.FrameLimit;
import io.tickrelay.upstream.wire.ServerFrame;
import org.jspecify.annotations.Nullable;

/**
 * The talk over an open session: subscriptions and what the upstream answers to them,
 * signs of life, and the data's own clock. Pure, as the machine that it is a part of.
 */
final class OpenSession {

	private final Business business;

	private final SessionTimes times;

	private final SessionRecord account;

	private final Subscriptions subscriptions = new Subscriptions();

	private final RefusedTopics refusedTopics = new RefusedTopics(this.subscriptions);

	private final Suspects suspects;

	private final Reconciler reconciler;

	private final Liveness liveness;

	private final MuteDetector silence;

	OpenSession(Business business, SessionTimes times, FrameBudget.Share budget, MarketHours hours, FrameLimit limit,
			ReconnectPolicy reconnectPolicy, SessionRecord account, long nowNs) {
		this.business = business;
		this.times = times;
		this.account = account;
		this.suspects = new Suspects(this.subscriptions, limit, reconnectPolicy);
		this.reconciler = new Reconciler(business, this.subscriptions, budget, limit, this.suspects);
		this.liveness = new Liveness(times, budget, nowNs);
		this.silence = new MuteDetector(times.muteNs(), hours, this.subscriptions, budget);
	}

	/** How a session can end by what is, or is not, said over it. */
	enum Verdict {

		/** It need not end. */
		GO_ON,
		/** The socket answers nothing. */
		DEAD,
		/** Every busy topic is mute, though the socket is alive. */
		ALL_MUTE,
		/** No topic has been wanted for long. */
		IDLE

	}

	void onWanted(Set<Topic> topics) {
		this.subscriptions.want(topics);
		for (Topic topic : topics) {
			Long untilNs = this.suspects.condemnedUntilNs(topic);
			if (untilNs != null && this.subscriptions.hold(topic) == null) {
				this.refusedTopics.condemn(topic, untilNs);
			}
		}
		this.silence.want(topics);
		tellRefused();
	}

	/** The session is open. */
	void begin(int connection, long nowNs) {
		this.subscriptions.onSession();
		this.reconciler.onSession(connection, nowNs);
		this.suspects.onSession(nowNs);
		this.silence.onSession(nowNs);
		tellRefused();
	}

	/** The upstream has ended the open session; a frame may have been why. */
	void onEndedByUpstream(Failure failure, long nowNs) {
		if (CloseCodes.mayBlameAFrame(failure)) {
			for (Topic topic : this.suspects.onEnded(failure, nowNs)) {
				Map<Topic, Cause> told = this.refusedTopics.condemn(topic,
						Objects.requireNonNull(this.suspects.condemnedUntilNs(topic)));
				this.subscriptions.stories().onRefused(topic, failure, nowNs);
				if (this.subscriptions.isWanted(topic)) {
					this.account.refuse(told);
				}
			}
		}
	}

	/** The session is lost. */
	void end() {
		this.subscriptions.onSessionLost();
		this.reconciler.onSessionLost();
	}

	void onNewKey(long nowNs) {
		this.refusedTopics.forget(nowNs);
		this.suspects.forget();
	}

	/**
	 * The relay stood still: silence counts for less, and the upstream is asked at once.
	 */
	void onStandstill(long lostNs, long nowNs) {
		this.liveness.onStandstill(lostNs, nowNs);
		// Acks may lie in the socket.
		this.subscriptions.eachHold(
				(topic, subscriptionState) -> this.subscriptions.put(topic, subscriptionState.orLater(lostNs, nowNs)));
		this.silence.onStandstill(lostNs, nowNs);
	}

	/** The session lives and nothing else is to be learned of it. */
	void onHeard(long nowNs) {
		this.liveness.onHeard(nowNs);
	}

	void onTick(Topic topic, long nowNs) {
		this.liveness.onHeard(nowNs);
		this.subscriptions.onTick(topic, nowNs);
		this.silence.onTick(topic, nowNs);
	}

	/**
	 * A push that can't be read proves a subscription and is no silence: asking anew
	 * would bring more of the same.
	 */
	void onUnread(ServerFrame.Undecodable frame, long nowNs) {
		this.liveness.onHeard(nowNs);
		if (frame.kind().mayBePush()) {
			this.silence.onUnread(nowNs);
		}
		for (Topic topic : pushed(frame)) {
			if (frame.channel() != null) {
				this.subscriptions.onTick(topic, nowNs);
			}
			this.subscriptions.stories().onUnread(topic, frame.kind(), nowNs);
			this.silence.onUnread(topic, nowNs);
		}
	}

	void onAck(String trace, long nowNs) {
		this.liveness.onHeard(nowNs);
		this.subscriptions.onAck(trace, nowNs);
	}

	/** The upstream will not have what a frame asked for. */
	void onRefused(ErrorPolicy.AboutTopics reaction, Failure failure, @Nullable String trace, long nowNs) {
		this.liveness.onHeard(nowNs);
		List<Topic> asked = this.subscriptions.unanswered();
		this.account.refuse(switch (reaction) {
			case ErrorPolicy.RefuseTopics(Cause cause) -> this.refusedTopics.refuse(trace, cause, nowNs);
			case ErrorPolicy.RefuseNamed(Cause cause) -> (trace != null && Reconciler.isTrace(trace))
					? this.refusedTopics.refuse(trace, cause, nowNs) : Map.of();
			case ErrorPolicy.RefuseNewest _ -> this.refusedTopics.refuseNewest(trace, nowNs);
			case ErrorPolicy.AskAgain _ -> this.refusedTopics.askAgain(trace, nowNs);
		});
		asked.stream()
			.filter((topic) -> !(this.subscriptions.hold(topic) instanceof SubscriptionState.Requested))
			.forEach((topic) -> this.subscriptions.stories().onRefused(topic, failure, nowNs));
	}

	Verdict doWhatIsDue(long nowNs) {
		if (this.liveness.isDead(nowNs)) {
			return Verdict.DEAD;
		}
		List<SessionAction> actions = this.account.actions();
		this.liveness.doWhatIsDue(nowNs, this.reconciler.traces(), actions);
		this.subscriptions.onTime(nowNs);
		this.refusedTopics.onTime(nowNs);
		this.suspects.onTime();
		if (this.silence.doWhatIsDue(nowNs, actions)) {
			return Verdict.ALL_MUTE;
		}
		this.reconciler.doWhatIsDue(nowNs, actions);
		return this.reconciler.isIdleFor(this.times.idleNs(), nowNs) ? Verdict.IDLE : Verdict.GO_ON;
	}

	long nextDelayNs(long nowNs) {
		return Math.min(this.liveness.nextDelayNs(nowNs),
				Math.min(this.silence.nextDelayNs(nowNs), this.reconciler.nextDelayNs(this.times.idleNs(), nowNs)));
	}

	Liveness vitals() {
		return this.liveness;
	}

	boolean isNothingWanted() {
		return this.subscriptions.isNothingWanted();
	}

	int wantedCount() {
		return this.subscriptions.wantedCount();
	}

	int heldCount() {
		return this.subscriptions.heldCount();
	}

	SubscriptionTrace.Story story(Topic topic) {
		return this.subscriptions.stories().of(topic);
	}

	/** When a topic may be asked for again, where that is a matter of time. */
	@Nullable Long askAgainNs(Topic topic) {
		SubscriptionState subscriptionState = this.subscriptions.hold(topic);
		return (subscriptionState == null) ? null : subscriptionState.askAgainNs();
	}

	@Nullable Interval onlyIntervalOf(String symbol) {
		return this.subscriptions.onlyIntervalOf(symbol);
	}

	/** What it is a push of: any of the symbol's bars where it does not say which. */
	private List<Topic> pushed(ServerFrame.Undecodable frame) {
		String symbol = frame.symbol();
		Channel channel = frame.channel();
		if (symbol == null || !Topic.isSymbol(symbol)) {
			return List.of();
		}
		if (channel != null) {
			return List.of(new Topic(this.business, symbol, channel));
		}
		List<Topic> bars = new ArrayList<>();
		this.subscriptions.eachHold((topic, subscriptionState) -> {
			if (topic.symbol().equals(symbol) && topic.channel() instanceof Channel.Kline) {
				bars.add(topic);
			}
		});
		return bars;
	}

	/**
	 * Tells again what the upstream will not have: a stream may be new, or may just have
	 * been told that its feed is up. To one that knows it is no news.
	 */
	private void tellRefused() {
		this.account.refuse(this.refusedTopics.refused());
	}

}
