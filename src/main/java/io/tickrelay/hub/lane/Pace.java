package io.tickrelay.hub.lane;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.tickrelay.hub.HubCounters;
import io.tickrelay.hub.outbox.Outbox;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The timer of all clients of a lane that want the same rate. It runs while an update
 * waits for its next edge. Two edges are never closer than the interval, however late the
 * timer was. Lives on the lane's loop.
 */
final class Pace {

	private static final Logger log = LoggerFactory.getLogger(Pace.class);

	private final LaneLoop loop;

	private final long intervalNs;

	private final HubCounters counters;

	private final Set<PacedClients> waiting = new LinkedHashSet<>();

	private long lastEdgeNs;

	private boolean scheduled;

	Pace(LaneLoop loop, int perSecond, HubCounters counters) {
		this.loop = loop;
		this.counters = counters;
		this.intervalNs = TimeUnit.SECONDS.toNanos(1) / perSecond;
		this.lastEdgeNs = loop.nowNs();
	}

	/** An update of these clients waits for the next edge. */
	void await(PacedClients clients) {
		this.waiting.add(clients);
		schedule();
	}

	/** No update of these clients waits any more. */
	void forget(PacedClients clients) {
		this.waiting.remove(clients);
	}

	private void schedule() {
		if (this.scheduled) {
			return;
		}
		long passedNs = this.loop.nowNs() - this.lastEdgeNs;
		// The delay leads to the next edge of the grid, which may be now.
		long delayNs = (passedNs <= this.intervalNs) ? this.intervalNs - passedNs
				: this.intervalNs - passedNs % this.intervalNs;
		this.loop.schedule(this::onEdge, delayNs);
		this.scheduled = true;
	}

	private void onEdge() {
		this.scheduled = false;
		this.lastEdgeNs = this.loop.nowNs();
		List<PacedClients> due = new ArrayList<>(this.waiting);
		// Updates go out in the order of receipt, because clients resume by it.
		due.sort(Comparator.comparingLong(PacedClients::newestMicros));
		Set<Outbox> touched = new LinkedHashSet<>();
		for (PacedClients clients : due) {
			if (isDone(clients, touched)) {
				this.waiting.remove(clients);
			}
		}
		touched.forEach(Outbox::settle);
		if (!this.waiting.isEmpty()) {
			schedule();
		}
	}

	/** A bug in one stream's frames must not cost the others of this rate theirs. */
	private boolean isDone(PacedClients clients, Set<Outbox> touched) {
		try {
			return clients.onEdge(touched::add);
		}
		catch (RuntimeException ex) {
			this.counters.failures.increment();
			log.atError().setCause(ex).log("An update could not be handed on at its rate");
			return true;
		}
	}

}
