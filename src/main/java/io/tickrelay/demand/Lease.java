package io.tickrelay.demand;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

import io.tickrelay.tick.Topic;

/**
 * The topics that one client wants. A topic that is added twice is held once. Safe for
 * any thread. {@link #close()} may be called again, and no topic can be added after it.
 */
public final class Lease implements AutoCloseable {

	private final Demand demand;

	// Guarded by the demand's lock.
	private final Set<Topic> topics = new LinkedHashSet<>();

	// Guarded by the demand's lock.
	private boolean closed;

	Lease(Demand demand) {
		this.demand = demand;
	}

	/**
	 * Adds topics.
	 * @param wanted the topics; those already held stay held
	 * @return which are held now and which the upstream's plan has no room for
	 */
	public Admission add(Collection<Topic> wanted) {
		return this.demand.add(this, wanted);
	}

	/**
	 * Adds topics, all of them or none.
	 * @param wanted the topics; those already held stay held
	 * @return whether all are held now; false where the upstream's plan has no room for
	 * all of them, and then nothing has changed
	 */
	public boolean addAll(Collection<Topic> wanted) {
		return this.demand.addAll(this, wanted);
	}

	/**
	 * Gives topics back; those not held are ignored.
	 * @param unwanted the topics
	 */
	public void remove(Collection<Topic> unwanted) {
		this.demand.remove(this, unwanted);
	}

	/**
	 * Gives everything back.
	 */
	@Override
	public void close() {
		this.demand.close(this);
	}

	Set<Topic> topics() {
		return this.topics;
	}

	boolean isClosed() {
		return this.closed;
	}

	void markClosed() {
		this.closed = true;
	}

	/**
	 * The result of a request.
	 *
	 * @param held the topics that the lease holds now
	 * @param overQuota those refused because the plan's symbols are used up
	 */
	public record Admission(Set<Topic> held, Set<Topic> overQuota) {
	}

}
