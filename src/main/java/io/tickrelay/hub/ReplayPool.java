package io.tickrelay.hub;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What all replay rings hold together, and the limits of each. Safe for any thread.
 */
final class ReplayPool {

	private final ReplayLimits limits;

	private final long ageMicros;

	private final AtomicLong events = new AtomicLong();

	private final AtomicLong bytes = new AtomicLong();

	ReplayPool(ReplayLimits limits) {
		this.limits = limits;
		this.ageMicros = TimeUnit.NANOSECONDS.toMicros(limits.age().toNanos());
	}

	ReplayLimits limits() {
		return this.limits;
	}

	long ageMicros() {
		return this.ageMicros;
	}

	void add(long moreBytes) {
		this.events.incrementAndGet();
		this.bytes.addAndGet(moreBytes);
	}

	void remove(long lessBytes) {
		this.events.decrementAndGet();
		this.bytes.addAndGet(-lessBytes);
	}

	boolean isOver() {
		return this.bytes.get() > this.limits.totalBytes();
	}

	long events() {
		return this.events.get();
	}

	long bytes() {
		return this.bytes.get();
	}

}
