package io.tickrelay.upstream.machine;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.tickrelay.tick.Topic;

/**
 * Topics that the upstream pushes although they are not subscribed, or no longer. A lost
 * cancellation of a silent topic shows itself in this way. One push may have been on its
 * way; those that go on for seconds are a subscription. One that goes on however often it
 * is cancelled is cancelled less and less. Bounded, for it is the upstream that names
 * them.
 */
final class UnrequestedTopics {

	/** How many are remembered. */
	static final int MOST = 1024;

	private static final long GRACE_NS = Duration.ofSeconds(2).toNanos();

	private static final int MOST_DOUBLINGS = 10;

	private final Map<Topic, Stray> seen = new HashMap<>();

	/** Takes a push in and says whether it proves a subscription. */
	boolean onTick(Topic topic, long nowNs) {
		Stray stray = this.seen.get(topic);
		if (stray == null) {
			if (this.seen.size() >= MOST) {
				this.seen.clear();
			}
			this.seen.put(topic, new Stray(nowNs, 0));
			return false;
		}
		if (nowNs - stray.sinceNs() <= GRACE_NS << Math.min(stray.proofs(), MOST_DOUBLINGS)) {
			return false;
		}
		this.seen.put(topic, new Stray(nowNs, stray.proofs() + 1));
		return true;
	}

	/** It is wanted again. */
	void forget(Topic topic) {
		this.seen.remove(topic);
	}

	void clear() {
		this.seen.clear();
	}

	private record Stray(long sinceNs, int proofs) {
	}

}
