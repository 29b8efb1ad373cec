package io.tickrelay.upstream.machine;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.tickrelay.hub.TopicCondition;
import io.tickrelay.tick.Topic;
import io.tickrelay.upstream.limits.FrameBudget;
import org.jspecify.annotations.Nullable;

/**
 * The clock of a session's data, beside those of its socket and its heartbeats. Sessions
 * of the vendor have answered every ping while a subscription was dead for hours. A topic
 * that is silent far beyond its cadence is told to be mute and is subscribed anew, alone;
 * only when every busy topic stays mute all the same is the session to be replaced, and
 * that once.
 *
 * <pre>
 *  ticks ──▶ overdue: mute ──▶ renewed ──▶ renewed, later and later
 *    ▲            │               │             │
 *    └── a tick ──┴───────────────┘             └─ all busy ones mute: replace, once
 * </pre>
 */
final class MuteDetector {

	/** A topic that may pause for longer proves nothing by its silence. */
	private static final long BUSY_LIMIT_NS = Duration.ofMinutes(10).toNanos();

	/** However many topics fell silent, and however far apart: it is about frames. */
	private static final long BETWEEN_ROUNDS_NS = Duration.ofSeconds(30).toNanos();

	private static final int CHECKS_PER_FLOOR = 8;

	private final long floorNs;

	private final MarketHours hours;

	private final Subscriptions subscriptions;

	private final FrameBudget.Share budget;

	private final Map<Topic, TickCadence> rhythms = new HashMap<>();

	private long checkDueNs;

	private long roundDueNs;

	private boolean replaced;

	private @Nullable Long unreadNs;

	MuteDetector(long floorNs, MarketHours hours, Subscriptions subscriptions, FrameBudget.Share budget) {
		this.floorNs = floorNs;
		this.hours = hours;
		this.subscriptions = subscriptions;
		this.budget = budget;
	}

	void want(Set<Topic> wanted) {
		this.rhythms.keySet().retainAll(wanted);
	}

	void onTick(Topic topic, long nowNs) {
		TickCadence tickCadence = this.rhythms.get(topic);
		if (tickCadence == null) {
			if (!this.subscriptions.isWanted(topic)) {
				return;
			}
			tickCadence = new TickCadence(this.floorNs);
			this.rhythms.put(topic, tickCadence);
		}
		tickCadence.onTick(nowNs);
	}

	/** Something has come that may have been a push of any topic. */
	void onUnread(long nowNs) {
		this.unreadNs = nowNs;
	}

	/** A push of this very topic has come that can't be read. */
	void onUnread(Topic topic, long nowNs) {
		TickCadence tickCadence = this.rhythms.get(topic);
		if (tickCadence != null) {
			tickCadence.onUnread(nowNs);
		}
	}

	void onSession(long nowNs) {
		this.rhythms.values().forEach((tickCadence) -> tickCadence.restart(nowNs));
		this.checkDueNs = nowNs + checkNs();
		this.roundDueNs = nowNs;
	}

	void onStandstill(long lostNs, long nowNs) {
		this.rhythms.values().forEach((tickCadence) -> tickCadence.onStandstill(lostNs, nowNs));
	}

	long nextDelayNs(long nowNs) {
		return this.rhythms.isEmpty() ? Long.MAX_VALUE : Math.max(0, this.checkDueNs - nowNs);
	}

	/**
	 * Looks at every topic that stands, now and then.
	 * @return whether the session is to be replaced
	 */
	boolean doWhatIsDue(long nowNs, List<SessionAction> actions) {
		if (nowNs - this.checkDueNs < 0) {
			return false;
		}
		this.checkDueNs = nowNs + checkNs();
		Findings findings = look(nowNs, actions);
		if (2 * findings.heard > findings.busy) {
			this.replaced = false;
		}
		if (findings.busy > 0 && findings.inVain == findings.busy && !this.replaced && !isUnread(nowNs)) {
			this.replaced = true;
			return true;
		}
		if (!findings.toRenew.isEmpty() && nowNs - this.roundDueNs >= 0 && this.budget.isPlenty(nowNs)) {
			this.roundDueNs = nowNs + BETWEEN_ROUNDS_NS;
			findings.toRenew.forEach((topic, tickCadence) -> {
				this.subscriptions.renew(topic);
				tickCadence.onRenewed(nowNs);
			});
		}
		return false;
	}

	/** Whether the session is anything but silent, though it tells nothing. */
	private boolean isUnread(long nowNs) {
		return this.unreadNs != null && nowNs - this.unreadNs < this.floorNs;
	}

	private Findings look(long nowNs, List<SessionAction> actions) {
		Findings findings = new Findings();
		this.rhythms.forEach((topic, tickCadence) -> {
			// One that waits for an ack is asked for again anyway; it is silent all the
			// same.
			if (!tickCadence.isKnown() || this.subscriptions.hold(topic) instanceof SubscriptionState.Refused) {
				return;
			}
			if (this.hours.explainSilence(topic)) {
				tickCadence.restart(nowNs);
				return;
			}
			if (!tickCadence.isMute() && tickCadence.isOverdue(nowNs)) {
				tickCadence.onMute();
				actions.add(new SessionAction.Tell(topic, new TopicCondition.Mute()));
			}
			boolean unread = tickCadence.isUnread(nowNs);
			if (tickCadence.isMute() && !unread && tickCadence.isRenewalDue(nowNs)) {
				findings.toRenew.put(topic, tickCadence);
			}
			if (tickCadence.limitNs() <= BUSY_LIMIT_NS) {
				findings.busy++;
				findings.heard += (unread || (tickCadence.isHeard() && !tickCadence.isMute())) ? 1 : 0;
				findings.inVain += (!unread && tickCadence.isRenewedInVain(nowNs)) ? 1 : 0;
			}
		});
		return findings;
	}

	private long checkNs() {
		return this.floorNs / CHECKS_PER_FLOOR;
	}

	/** What one look has found. */
	private static final class Findings {

		private final Map<Topic, TickCadence> toRenew = new HashMap<>();

		private int busy;

		private int heard;

		private int inVain;

	}

}
