package io.tickrelay.cluster.lease;

import java.time.Duration;

/**
 * The durations of the lease, each by one replica's own monotonic clock. They leave room
 * for clocks that run 10 % too fast or too slow.
 */
final class LeaseTimes {

	/** The pause between two requests. */
	static final long ROUND_NS = Duration.ofMillis(500).toNanos();

	/** How long a holder without its connection keeps its sockets unconfirmed. */
	static final long DISCONNECTED_HOLD_NS = Duration.ofSeconds(2).toNanos();

	/** How long a holder with its connection keeps its sockets unconfirmed. */
	static final long CONNECTED_HOLD_NS = Duration.ofSeconds(60).toNanos();

	/** How long the beat of a holder that died stands still before another leads. */
	static final long DEATH_NS = Duration.ofMillis(2500).toNanos();

	/** How long the beat of a silent holder stands still before another leads. */
	static final long SILENCE_NS = Duration.ofSeconds(75).toNanos();

	/**
	 * How long a new or emptied engine waits for the holder that it may have forgotten.
	 */
	static final long SETTLED_NS = Duration.ofSeconds(3).toNanos();

	/** How long the heir of a release has to take it. */
	static final long HEIR_NS = Duration.ofSeconds(1).toNanos();

	private LeaseTimes() {
	}

}
