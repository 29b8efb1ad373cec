package io.tickrelay.upstream.machine;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import io.tickrelay.hub.TopicCondition;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Topic;
import io.tickrelay.upstream.limits.FrameBudget;
import io.tickrelay.upstream.limits.FrameLimit;
import io.tickrelay.upstream.wire.ClientFrame;

/**
 * Brings a live session to what is wanted, in few frames and within the budget. When
 * frames may be sent it sends the whole difference, cancellations first, and then gathers
 * changes for a while. Topics that have to wait for the budget are told so.
 */
final class Reconciler {

	private static final String TRACE_PREFIX = "tr-";

	/** A shorter wait is not told. */
	private static final long WORTH_TELLING_NS = Duration.ofSeconds(1).toNanos();

	private final Subscriptions subscriptions;

	private final FrameBudget.Share budget;

	private final FramePacker packer;

	private final Suspects suspects;

	/** Topics that were told to wait for the budget, and until when. */
	private final Map<Topic, Long> queued = new HashMap<>();

	private int connection;

	private long frames;

	private long notBeforeNs;

	private boolean idle;

	private long idleSinceNs;

	Reconciler(Business business, Subscriptions subscriptions, FrameBudget.Share budget, FrameLimit limit,
			Suspects suspects) {
		this.suspects = suspects;
		this.subscriptions = subscriptions;
		this.budget = budget;
		this.packer = new FramePacker(business, traces(), limit);
	}

	/** Whether a trace is one of ours. */
	static boolean isTrace(String trace) {
		return trace.startsWith(TRACE_PREFIX);
	}

	/** Names frames uniquely over all connections of this session. */
	Supplier<String> traces() {
		return () -> TRACE_PREFIX + this.connection + "-" + ++this.frames;
	}

	void onSession(int newConnection, long nowNs) {
		this.connection = newConnection;
		this.notBeforeNs = nowNs;
		this.idle = false;
		this.queued.clear();
		this.budget.comeBack();
	}

	void onSessionLost() {
		this.budget.rest();
	}

	void doWhatIsDue(long nowNs, List<SessionAction> actions) {
		boolean atRest = this.subscriptions.isAtRest();
		if (atRest && !this.idle) {
			this.idleSinceNs = nowNs;
		}
		this.idle = atRest;
		if (isDifferent(nowNs) && nowNs - this.notBeforeNs >= 0) {
			int before = actions.size();
			cancel(nowNs, actions);
			ask(nowNs, actions);
			int sent = (int) actions.subList(before, actions.size())
				.stream()
				.filter(SessionAction.Send.class::isInstance)
				.count();
			this.notBeforeNs = nowNs + this.budget.paceNs(sent, nowNs);
		}
		if (!isDifferent(nowNs)) {
			this.budget.rest();
		}
		tellQueued(nowNs, actions);
	}

	boolean isIdleFor(long durationNs, long nowNs) {
		return this.idle && nowNs - this.idleSinceNs >= durationNs;
	}

	long nextDelayNs(long idleNs, long nowNs) {
		long delay = Math.min(this.subscriptions.nextDelayNs(nowNs), this.suspects.nextDelayNs(nowNs));
		if (this.idle) {
			delay = Math.min(delay, this.idleSinceNs + idleNs - nowNs);
		}
		return isDifferent(nowNs) ? Math.min(delay, this.notBeforeNs - nowNs) : delay;
	}

	private boolean isDifferent(long nowNs) {
		return !this.subscriptions.surplus().isEmpty() || !due(nowNs).isEmpty();
	}

	private List<List<Topic>> due(long nowNs) {
		return this.suspects.admit(this.subscriptions.missing(nowNs), nowNs);
	}

	private void cancel(long nowNs, List<SessionAction> actions) {
		this.packer.unsubscribe(this.subscriptions.surplus()).forEach((frame, topics) -> {
			if (this.budget.tryTake(nowNs)) {
				actions.add(new SessionAction.Send(frame));
				this.subscriptions.onUnsubscribed(topics, frame.trace(), nowNs);
			}
		});
	}

	private void ask(long nowNs, List<SessionAction> actions) {
		for (List<Topic> lot : due(nowNs)) {
			if (isDoubtful(lot) && !this.budget.isPlenty(nowNs)) {
				continue;
			}
			if (this.suspects.isSuspected(lot)) {
				probe(this.packer.subscribe(lot).firstEntry(), nowNs, actions);
				return;
			}
			this.packer.subscribe(lot).forEach((frame, topics) -> {
				if (this.budget.tryTake(nowNs)) {
					send(frame, topics, nowNs, actions);
				}
			});
		}
	}

	/** Only one at a time, so that an end of the session names it. */
	private void probe(Map.Entry<ClientFrame, List<Topic>> frame, long nowNs, List<SessionAction> actions) {
		if (this.budget.tryTake(nowNs)) {
			this.suspects.onProbe(frame.getValue());
			send(frame.getKey(), frame.getValue(), nowNs, actions);
		}
	}

	/** What was refused before is asked about again when frames are plenty. */
	private boolean isDoubtful(List<Topic> lot) {
		return this.subscriptions.hold(lot.getFirst()) instanceof SubscriptionState.Refused;
	}

	private void send(ClientFrame frame, List<Topic> topics, long nowNs, List<SessionAction> actions) {
		actions.add(new SessionAction.Send(frame));
		for (Topic topic : topics) {
			SubscriptionState before = this.subscriptions.hold(topic);
			boolean interrupted = this.subscriptions.isInterrupted(topic);
			if (this.queued.remove(topic) != null || interrupted || before instanceof SubscriptionState.Refused) {
				actions.add(new SessionAction.Tell(topic, new TopicCondition.Asked(interrupted)));
			}
		}
		this.subscriptions.onSubscribed(topics, frame.trace(), nowNs);
	}

	private void tellQueued(long nowNs, List<SessionAction> actions) {
		Set<Topic> missing = new HashSet<>();
		due(nowNs).forEach(missing::addAll);
		this.queued.keySet().retainAll(missing);
		if (missing.isEmpty()) {
			return;
		}
		int frames = this.packer.count(missing) + this.packer.count(this.subscriptions.surplus());
		long etaNs = Math.max(this.notBeforeNs - nowNs, this.budget.etaNs(frames, nowNs));
		if (etaNs >= WORTH_TELLING_NS) {
			for (Topic topic : missing) {
				Long toldNs = this.queued.get(topic);
				if (toldNs == null || nowNs + etaNs - toldNs >= WORTH_TELLING_NS) {
					this.queued.put(topic, nowNs + etaNs);
					actions.add(new SessionAction.Tell(topic, new TopicCondition.Queued(Duration.ofNanos(etaNs))));
				}
			}
		}
	}

}
