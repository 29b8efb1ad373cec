package io.tickrelay.hub;

import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;

/**
 * The outages of one life of a stream. An outage lasts from the moment at which ticks may
 * be lost to the next tick, however often the session is lost in between. Belongs to the
 * loop of the topic's business.
 */
final class Outages {

	private static final long NONE = 0;

	// Written by the business's loop; tells joining lanes how many outages had begun when
	// a client came.
	private volatile int begun;

	private long lastSeqBefore = NONE;

	private @Nullable Outage over;

	/** How many outages have begun. For any thread. */
	int begun() {
		return this.begun;
	}

	/** From now on ticks may be lost. */
	void begin(long lastSeq) {
		if (this.lastSeqBefore == NONE) {
			this.lastSeqBefore = lastSeq;
			// One thread writes.
			int before = this.begun;
			this.begun = before + 1;
		}
	}

	/** A tick has come, so the outage is over. */
	void end(Topic topic, long life, long seq) {
		if (this.lastSeqBefore != NONE) {
			this.over = new Outage(this.begun,
					new GapFrame(topic, life, GapCause.UPSTREAM_RECONNECT, this.lastSeqBefore, seq));
			this.lastSeqBefore = NONE;
		}
	}

	/** The last outage that is over. */
	@Nullable Outage over() {
		return this.over;
	}

}
