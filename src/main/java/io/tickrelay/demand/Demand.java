package io.tickrelay.demand;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import io.tickrelay.tick.Business;
import io.tickrelay.tick.Counts;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/**
 * The set of wanted topics, as a level to be read, not as a stream of changes to be
 * followed. A topic is wanted while leases hold it and for the linger after the last one.
 *
 * <pre>
 *            lease                    last lease closed
 *  unwanted ───────▶ held by n ≥ 1 ─────────────────────▶ lingering
 *     ▲                   ▲               lease              │
 *     │                   └──────────────────────────────────┤
 *     └── linger over, or its slot is needed by another ─────┘
 * </pre>
 *
 * <p>
 * It is bounded by symbols, as the upstream's plan is. A topic beyond the bound is
 * refused, and no held topic gives way to it. Lingering topics do, least recently used
 * first. Safe for any thread. There is one lock, because this is the cold path.
 */
public final class Demand implements WantedTopics {

	private final DemandLimits limits;

	private final Scheduler timer;

	private final List<DemandListener> listeners = new CopyOnWriteArrayList<>();

	private final Counts<Topic> holders = Counts.ordered();

	/**
	 * Topics without a holder and the timers that end them, least recently used first.
	 */
	private final SequencedMap<Topic, Linger> lingering = new LinkedHashMap<>();

	private final SymbolSlots slots;

	private long lingers;

	/**
	 * Creates an empty demand.
	 * @param limits bounds and linger
	 * @param timer runs the ends of lingers
	 */
	public Demand(DemandLimits limits, Scheduler timer) {
		this.limits = limits;
		this.timer = timer;
		this.slots = new SymbolSlots(limits.symbolsPerBusiness(), limits.symbolsTotal());
	}

	@Override
	public void addListener(DemandListener listener) {
		this.listeners.add(listener);
	}

	/**
	 * Opens a lease that holds nothing yet.
	 * @return the lease; close it on every way its holder can end
	 */
	public Lease lease() {
		return new Lease(this);
	}

	@Override
	public synchronized Set<Topic> wanted(Business business) {
		Set<Topic> wanted = new LinkedHashSet<>();
		this.holders.keys().stream().filter((topic) -> topic.business().equals(business)).forEach(wanted::add);
		this.lingering.keySet().stream().filter((topic) -> topic.business().equals(business)).forEach(wanted::add);
		return wanted;
	}

	/**
	 * How many topics are held by at least one lease.
	 * @return the count over all businesses
	 */
	public synchronized int heldTopics() {
		return this.holders.keys().size();
	}

	/**
	 * How many topics wait for the end of their linger.
	 * @return the count over all businesses
	 */
	public synchronized int lingeringTopics() {
		return this.lingering.size();
	}

	/**
	 * How many leases hold a topic.
	 * @param topic the topic
	 * @return 0 where it lingers or is not wanted
	 */
	public synchronized int holders(Topic topic) {
		return this.holders.of(topic);
	}

	/**
	 * How many leases hold each topic that is wanted now.
	 * @return a copy; 0 for those that linger
	 */
	public synchronized Map<Topic, Integer> holders() {
		Map<Topic, Integer> copy = this.holders.copy();
		this.lingering.keySet().forEach((topic) -> copy.put(topic, 0));
		return copy;
	}

	synchronized Lease.Admission add(Lease lease, Collection<Topic> wanted) {
		Set<Topic> held = new LinkedHashSet<>();
		Set<Topic> overQuota = new LinkedHashSet<>();
		Set<Business> changed = new TreeSet<>();
		for (Topic topic : wanted) {
			if (lease.topics().contains(topic)) {
				held.add(topic);
			}
			else if (!lease.isClosed() && hold(topic, changed)) {
				lease.topics().add(topic);
				held.add(topic);
			}
			else {
				overQuota.add(topic);
			}
		}
		announce(changed);
		return new Lease.Admission(held, overQuota);
	}

	synchronized boolean addAll(Lease lease, Collection<Topic> wanted) {
		Set<Topic> missing = new LinkedHashSet<>(wanted);
		missing.removeAll(lease.topics());
		if (lease.isClosed() || !this.slots.haveRoomFor(missing, this.lingering.keySet())) {
			return false;
		}
		Set<Business> changed = new TreeSet<>();
		// Lingering topics go first, because they might otherwise have to make room for
		// the others.
		List<Topic> ordered = missing.stream()
			.sorted(Comparator.comparing((topic) -> this.slots.topicsOf(topic) == 0))
			.toList();
		ordered.forEach((topic) -> hold(topic, changed));
		lease.topics().addAll(ordered);
		announce(changed);
		return true;
	}

	synchronized void remove(Lease lease, Collection<Topic> unwanted) {
		Set<Business> changed = new TreeSet<>();
		for (Topic topic : unwanted) {
			if (lease.topics().remove(topic)) {
				release(topic, changed);
			}
		}
		announce(changed);
	}

	synchronized void close(Lease lease) {
		lease.markClosed();
		remove(lease, List.copyOf(lease.topics()));
	}

	private boolean hold(Topic topic, Set<Business> changed) {
		Linger linger = this.lingering.remove(topic);
		if (linger != null) {
			linger.end().dispose();
		}
		else if (this.holders.of(topic) == 0) {
			if (!makeRoom(topic, changed)) {
				return false;
			}
			this.slots.take(topic);
			changed.add(topic.business());
			this.listeners.forEach((listener) -> listener.added(topic));
		}
		this.holders.add(topic);
		return true;
	}

	private boolean makeRoom(Topic topic, Set<Business> changed) {
		while (!this.slots.hasRoomFor(topic)) {
			Topic idle = leastRecentlyUsedIdle(this.slots.isFull(topic.business()) ? topic.business() : null);
			if (idle == null) {
				return false;
			}
			for (Topic sibling : lingeringSiblings(idle)) {
				drop(sibling, changed);
			}
		}
		return true;
	}

	/** A lingering topic whose symbol is not held through another channel. */
	private @Nullable Topic leastRecentlyUsedIdle(@Nullable Business within) {
		return this.lingering.keySet()
			.stream()
			.filter((topic) -> within == null || topic.business().equals(within))
			.filter((topic) -> this.slots.topicsOf(topic) == lingeringSiblings(topic).size())
			.findFirst()
			.orElse(null);
	}

	private List<Topic> lingeringSiblings(Topic topic) {
		return this.lingering.keySet()
			.stream()
			.filter((other) -> other.business().equals(topic.business()) && other.symbol().equals(topic.symbol()))
			.toList();
	}

	private void release(Topic topic, Set<Business> changed) {
		if (this.holders.remove(topic) > 0) {
			return;
		}
		if (this.limits.linger().isZero()) {
			drop(topic, changed);
			return;
		}
		long id = ++this.lingers;
		try {
			Disposable timer = this.timer.schedule(() -> lingerOver(topic, id), this.limits.linger().toNanos(),
					TimeUnit.NANOSECONDS);
			this.lingering.put(topic, new Linger(id, timer));
		}
		catch (RejectedExecutionException ex) {
			// The relay is stopping; clients may still be on their way out.
			drop(topic, changed);
		}
	}

	private synchronized void lingerOver(Topic topic, long id) {
		// The timer may have fired while a client came back, or came back and left again.
		Linger linger = this.lingering.get(topic);
		if (linger != null && linger.id() == id) {
			Set<Business> changed = new TreeSet<>();
			drop(topic, changed);
			announce(changed);
		}
	}

	private void drop(Topic topic, Set<Business> changed) {
		Linger linger = this.lingering.remove(topic);
		if (linger != null) {
			linger.end().dispose();
		}
		this.slots.free(topic);
		changed.add(topic.business());
		this.listeners.forEach((listener) -> listener.dropped(topic));
	}

	private void announce(Set<Business> changed) {
		for (Business business : new ArrayList<>(changed)) {
			this.listeners.forEach((listener) -> listener.wantedChanged(business));
		}
	}

	private record Linger(long id, Disposable end) {
	}

}
