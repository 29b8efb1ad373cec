package io.tickrelay.cluster;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import io.tickrelay.cluster.log.LogInput;
import io.tickrelay.cluster.log.LogState;
import io.tickrelay.demand.DemandListener;
import io.tickrelay.demand.WantedTopics;
import io.tickrelay.hub.FeedState;
import io.tickrelay.hub.StreamStatus;
import io.tickrelay.hub.StreamView;
import io.tickrelay.hub.TickHub;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Topic;

/**
 * The topics of a replica. Those that its own clients want have a stream from the first
 * moment. Those of the log have one on every replica, so that a client may come back to
 * any. Upstream's side sees the topics of the log, and only while this replica leads.
 * Safe for any thread; the log's inputs come on one.
 */
final class ClusterTopics implements DemandListener, WantedTopics {

	private final TickHub hub;

	private final Set<Business> businesses;

	private final Runnable onChange;

	private final List<DemandListener> listeners = new CopyOnWriteArrayList<>();

	// Guarded by this.
	private final Set<Topic> local = new LinkedHashSet<>();

	// Guarded by this.
	private final LogState log = new LogState();

	// Guarded by this.
	private boolean leading;

	/**
	 * Creates the topics of a replica, none yet.
	 * @param hub has their streams
	 * @param businesses the businesses that the replica serves
	 * @param onChange told when this replica's clients want other topics, on any thread
	 */
	ClusterTopics(TickHub hub, Set<Business> businesses, Runnable onChange) {
		this.hub = hub;
		this.businesses = businesses;
		this.onChange = onChange;
	}

	@Override
	public void added(Topic topic) {
		synchronized (this) {
			this.local.add(topic);
			this.hub.added(topic);
		}
		this.onChange.run();
	}

	@Override
	public void dropped(Topic topic) {
		synchronized (this) {
			this.local.remove(topic);
			if (!this.log.isBorn(topic)) {
				this.hub.dropped(topic);
			}
		}
		this.onChange.run();
	}

	@Override
	public synchronized Set<Topic> wanted(Business business) {
		return this.leading ? this.log.born(business) : Set.of();
	}

	@Override
	public void addListener(DemandListener listener) {
		this.listeners.add(listener);
	}

	/** The topics that this replica's clients want. */
	synchronized Set<Topic> local() {
		return new LinkedHashSet<>(this.local);
	}

	/** Applies an input of the log to the hub. */
	void apply(LogInput input) {
		synchronized (this) {
			this.log.on(input);
			toHub(input);
		}
		if (input instanceof LogInput.Born(Topic topic, var _)) {
			tell(topic.business());
		}
		else if (input instanceof LogInput.Retired(Topic topic)) {
			tell(topic.business());
		}
	}

	/** This replica leads, or does no longer. */
	void lead(boolean now) {
		synchronized (this) {
			this.leading = now;
		}
		this.businesses.forEach(this::tell);
	}

	/** Ticks of any topic may be lost from now on. */
	synchronized void interruptAll() {
		this.log.born().forEach(this.hub::onInterrupted);
	}

	/** A copy of the log's state, for a leader to go on with. */
	synchronized LogState state() {
		return this.log.copy();
	}

	/** Every topic of the log as it is now, for replicas that have not read its past. */
	List<LogInput> keyframe() {
		List<LogInput> kept = new ArrayList<>();
		for (Topic topic : state().born()) {
			StreamView view = this.hub.view(topic);
			if (view != null) {
				kept.add(kept(topic, view));
			}
		}
		return kept;
	}

	private static LogInput kept(Topic topic, StreamView view) {
		StreamView.LastValue last = view.last();
		StreamStatus status = view.status();
		return (last == null) ? new LogInput.Kept(topic, view.seq(), 0, null, status.state(), status.cause())
				: new LogInput.Kept(topic, last.frame().seq(), last.frame().receivedMicros(), last.frame().tick(),
						status.state(), status.cause());
	}

	private void tell(Business business) {
		this.listeners.forEach((listener) -> listener.wantedChanged(business));
	}

	private void toHub(LogInput input) {
		switch (input) {
			case LogInput.Numbered(var tick, boolean backfilled, long seq, long micros) ->
				this.hub.onNumbered(tick, backfilled, seq, micros);
			case LogInput.Feed(var business, var state) -> {
				if (this.businesses.contains(business)) {
					this.hub.onFeed(business, state);
				}
			}
			case LogInput.Condition(Topic topic, var condition) -> {
				if (this.businesses.contains(topic.business())) {
					this.hub.onStanding(topic, condition);
				}
			}
			case LogInput.Born(Topic topic, long seqBefore) -> {
				if (this.businesses.contains(topic.business())) {
					this.hub.onBorn(topic, seqBefore);
				}
			}
			case LogInput.Retired(Topic topic) -> retire(topic);
			case LogInput.Reign _ -> this.businesses.forEach((business) -> this.hub.onFeed(business, FeedState.DOWN));
			case LogInput.Kept kept -> keep(kept);
			case LogInput.Pulse(long micros) -> this.hub.clock().observe(micros);
		}
	}

	private void retire(Topic topic) {
		if (this.local.contains(topic)) {
			this.hub.onInterrupted(topic);
		}
		else if (this.businesses.contains(topic.business())) {
			this.hub.dropped(topic);
		}
	}

	/** What a replica has read itself is no worse than a keyframe. */
	private void keep(LogInput.Kept kept) {
		if (this.businesses.contains(kept.topic().business())) {
			this.hub.onKept(kept.topic(), kept.seq(), kept.micros(), kept.last(),
					new StreamStatus(kept.state(), kept.cause(), this.hub.clock().millis()));
		}
	}

}
