package io.tickrelay.upstream;

import java.util.List;
import java.util.SequencedMap;
import java.util.function.Supplier;

import io.tickrelay.tick.Business;
import io.tickrelay.tick.Topic;
import io.tickrelay.upstream.wire.ClientFrame;

/**
 * Brings a live session to what is wanted, in few frames and within the budget: at the
 * moment when frames may be sent it sends the whole difference, cancellations first, and
 * then gathers changes for a while.
 */
final class Reconciler {

	private final Subscriptions subscriptions;

	private final FrameBudget budget;

	private final FramePacker packer;

	private int connection;

	private long frames;

	private long notBeforeNs;

	private boolean idle;

	private long idleSinceNs;

	Reconciler(Business business, Subscriptions subscriptions, FrameBudget budget) {
		this.subscriptions = subscriptions;
		this.budget = budget;
		this.packer = new FramePacker(business, traces());
	}

	/** Names frames uniquely over all connections of this session. */
	Supplier<String> traces() {
		return () -> "tr-" + this.connection + "-" + ++this.frames;
	}

	void onSession(int newConnection, long nowNs) {
		this.connection = newConnection;
		this.notBeforeNs = nowNs;
		this.idle = false;
	}

	void doWhatIsDue(long nowNs, List<SessionAction> actions) {
		this.subscriptions.onTime(nowNs);
		boolean atRest = this.subscriptions.isAtRest();
		if (atRest && !this.idle) {
			this.idleSinceNs = nowNs;
		}
		this.idle = atRest;
		if (isDifferent(nowNs) && nowNs - this.notBeforeNs >= 0) {
			send(nowNs, actions);
			this.notBeforeNs = nowNs + this.budget.paceNs(nowNs);
		}
	}

	boolean isIdleFor(long durationNs, long nowNs) {
		return this.idle && nowNs - this.idleSinceNs >= durationNs;
	}

	long nextDelayNs(long nowNs) {
		long delay = this.subscriptions.nextDelayNs(nowNs);
		return isDifferent(nowNs) ? Math.min(delay, this.notBeforeNs - nowNs) : delay;
	}

	private boolean isDifferent(long nowNs) {
		return !this.subscriptions.surplus().isEmpty() || !this.subscriptions.missing(nowNs).isEmpty();
	}

	private void send(long nowNs, List<SessionAction> actions) {
		SequencedMap<ClientFrame, List<Topic>> cancel = this.packer.unsubscribe(this.subscriptions.surplus());
		cancel.forEach((frame, topics) -> {
			if (this.budget.tryTake(nowNs)) {
				actions.add(new SessionAction.Send(frame));
				this.subscriptions.onUnsubscribed(topics, frame.trace(), nowNs);
			}
		});
		SequencedMap<ClientFrame, List<Topic>> ask = this.packer.subscribe(this.subscriptions.missing(nowNs));
		ask.forEach((frame, topics) -> {
			if (this.budget.tryTake(nowNs)) {
				actions.add(new SessionAction.Send(frame));
				this.subscriptions.onSubscribed(topics, frame.trace(), nowNs);
			}
		});
	}

}
