package io.tickrelay.cluster;

import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import io.tickrelay.cluster.log.LogInput;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;

/**
 * Inputs that wait for their numbers. Ticks beyond the bound are lost, and their topics
 * are told to have had an outage once there is room. Any thread adds, one takes.
 */
final class WaitingInputs {

	private static final int MOST = 200_000;

	private final Queue<Raw> waiting = new ConcurrentLinkedQueue<>();

	private final AtomicInteger size = new AtomicInteger();

	// Guarded by itself.
	private final Set<Topic> interrupted = new LinkedHashSet<>();

	/** Tells whether the input waits; false for a tick that there was no room for. */
	boolean add(Raw raw) {
		if (raw instanceof Raw.Ticked(Tick tick, var _) && this.size.get() >= MOST) {
			synchronized (this.interrupted) {
				this.interrupted.add(tick.topic());
			}
			return false;
		}
		this.size.incrementAndGet();
		this.waiting.add(raw);
		return true;
	}

	@Nullable Raw poll() {
		Raw raw = this.waiting.poll();
		if (raw != null) {
			this.size.decrementAndGet();
		}
		return raw;
	}

	/** The topics that have lost ticks, once there is room again. */
	Set<Topic> takeInterrupted() {
		synchronized (this.interrupted) {
			if (this.interrupted.isEmpty() || this.size.get() > MOST / 2) {
				return Set.of();
			}
			Set<Topic> taken = new LinkedHashSet<>(this.interrupted);
			this.interrupted.clear();
			return taken;
		}
	}

	void clear() {
		while (poll() != null) {
			// The next leader's sessions tell what is so then.
		}
		synchronized (this.interrupted) {
			this.interrupted.clear();
		}
	}

	/** An input without a number. */
	sealed interface Raw {

		record Ticked(Tick tick, boolean backfilled) implements Raw {
		}

		record Said(LogInput input) implements Raw {
		}

		record Wanted(Set<Topic> union) implements Raw {
		}

	}

}
