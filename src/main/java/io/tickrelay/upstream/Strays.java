package io.tickrelay.upstream;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.tickrelay.tick.Topic;

/**
 * Topics that the upstream pushes although nobody has asked for them, or has any more: a
 * cancellation that was lost while its topic was silent shows so. One push may have been
 * on its way; those that go on for seconds are a subscription. Bounded, for it is the
 * upstream that names them.
 */
final class Strays {

	private static final int MOST = 1024;

	private static final long GRACE_NS = Duration.ofSeconds(2).toNanos();

	private static final long FORGOTTEN_NS = Duration.ofMinutes(10).toNanos();

	private final Map<Topic, Long> firstSeenNs = new HashMap<>();

	/** Takes a push in and says whether it proves a subscription. */
	boolean onTick(Topic topic, long nowNs) {
		Long firstNs = this.firstSeenNs.get(topic);
		if (firstNs == null || nowNs - firstNs > FORGOTTEN_NS) {
			if (this.firstSeenNs.size() >= MOST) {
				this.firstSeenNs.clear();
			}
			this.firstSeenNs.put(topic, nowNs);
			return false;
		}
		return nowNs - firstNs > GRACE_NS;
	}

	void forget(Topic topic) {
		this.firstSeenNs.remove(topic);
	}

	void clear() {
		this.firstSeenNs.clear();
	}

}
