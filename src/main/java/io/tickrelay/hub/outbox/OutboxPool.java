package io.tickrelay.hub.outbox;

import java.util.concurrent.atomic.AtomicLong;

import io.tickrelay.hub.HubCounters;

/**
 * The heap that waits for all slow clients together, and its bound. A client that would
 * pass it is treated as one that passed its own. The pool is touched only for clients
 * that are behind. Safe for any thread.
 */
public final class OutboxPool {

	// A queued frame and its entries in the queue and in the conflation.
	private static final int SLOT_BYTES = 96;

	private final long maxBytes;

	private final HubCounters counters;

	private final AtomicLong bytes = new AtomicLong();

	/**
	 * Creates an empty pool.
	 * @param maxBytes the most heap that may wait for slow clients
	 * @param counters the hub's totals
	 */
	public OutboxPool(long maxBytes, HubCounters counters) {
		this.maxBytes = maxBytes;
		this.counters = counters;
	}

	/**
	 * How much waits.
	 * @return an estimate over all clients, bytes
	 */
	public long bytes() {
		return this.bytes.get();
	}

	HubCounters counters() {
		return this.counters;
	}

	/** Takes room for a queued frame, or refuses it. */
	boolean take(long payload) {
		long size = SLOT_BYTES + payload;
		if (this.bytes.addAndGet(size) > this.maxBytes) {
			this.bytes.addAndGet(-size);
			return false;
		}
		this.counters.queued.increment();
		return true;
	}

	/**
	 * Takes room for a frame that can be spared, if that leaves half of the pool to
	 * others.
	 */
	boolean takeSpare(long payload) {
		return this.bytes.get() < this.maxBytes / 2 && take(payload);
	}

	void free(long payload) {
		this.bytes.addAndGet(-SLOT_BYTES - payload);
		this.counters.queued.decrement();
	}

}
