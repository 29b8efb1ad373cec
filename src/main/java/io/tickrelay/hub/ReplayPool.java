package io.tickrelay.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.tickrelay.hub.clock.RelayClock;
import org.jspecify.annotations.Nullable;

/**
 * The sum of what all replay rings hold, and the limits of each. Where they hold too
 * much, roughly the oldest ticks are dropped. Only a few rings are compared at a time,
 * because there may be thousands. Otherwise silent streams would keep the room that
 * ticking streams need. Safe for any thread; a ring's lock is never held while this one's
 * is asked for.
 */
final class ReplayPool {

	/** How many rings are compared for the oldest tick. */
	private static final int COMPARED = 16;

	/**
	 * The most rounds that one tick may cost. Where they are not enough, its own ring
	 * pays the rest.
	 */
	private static final int MOST_ROUNDS = 4;

	private final ReplayLimits limits;

	private final RelayClock clock;

	private final long ageMicros;

	private final AtomicLong events = new AtomicLong();

	private final AtomicLong bytes = new AtomicLong();

	// Guarded by itself.
	private final List<ReplayRing> rings = new ArrayList<>();

	// Guarded by the rings.
	private int hand;

	ReplayPool(ReplayLimits limits, RelayClock clock) {
		this.limits = limits;
		this.clock = clock;
		this.ageMicros = TimeUnit.NANOSECONDS.toMicros(limits.age().toNanos());
	}

	ReplayLimits limits() {
		return this.limits;
	}

	/**
	 * The horizon: a tick that was received earlier is too old to be kept.
	 * @param nowMicros the newest tick's receive time
	 * @return a receive time
	 */
	long horizonMicros(long nowMicros) {
		return this.clock.before(nowMicros, this.ageMicros);
	}

	void add(long moreBytes) {
		this.events.incrementAndGet();
		this.bytes.addAndGet(moreBytes);
	}

	void remove(long lessBytes) {
		this.events.decrementAndGet();
		this.bytes.addAndGet(-lessBytes);
	}

	/** The heap that a ring takes beside its ticks has grown, or has shrunk. */
	void addBytes(long moreBytes) {
		this.bytes.addAndGet(moreBytes);
	}

	boolean isOver() {
		return this.bytes.get() > this.limits.totalBytes();
	}

	void enter(ReplayRing ring) {
		synchronized (this.rings) {
			this.rings.add(ring);
		}
	}

	void leave(ReplayRing ring) {
		synchronized (this.rings) {
			this.rings.remove(ring);
		}
	}

	/**
	 * Lets old ticks go while all rings hold too much.
	 * @param nowMicros the newest tick's receive time
	 */
	void relieve(long nowMicros) {
		for (int round = 0; round < MOST_ROUNDS && isOver(); round++) {
			synchronized (this.rings) {
				ReplayRing oldest = oldest();
				if (oldest != null) {
					oldest.letGo(this.bytes.get() - this.limits.totalBytes(), horizonMicros(nowMicros));
				}
			}
		}
	}

	private @Nullable ReplayRing oldest() {
		ReplayRing oldest = null;
		long oldestMicros = Long.MAX_VALUE;
		for (int i = 0; i < Math.min(COMPARED, this.rings.size()); i++) {
			this.hand = (this.hand + 1) % this.rings.size();
			ReplayRing ring = this.rings.get(this.hand);
			long micros = ring.oldestMicros();
			if (micros < oldestMicros) {
				oldestMicros = micros;
				oldest = ring;
			}
		}
		return oldest;
	}

	long events() {
		return this.events.get();
	}

	long bytes() {
		return this.bytes.get();
	}

}
