package io.tickrelay.hub;

import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import io.tickrelay.hub.StreamStatus.Cause;
import io.tickrelay.hub.StreamStatus.State;
import io.tickrelay.hub.clock.RelayClock;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;

/**
 * The live topics of one business and the state of the session that feeds them. Creating
 * a stream and changing the feed's state exclude each other, so that no stream is born
 * with a state that has just ended; finding a stream for a tick takes no lock.
 */
final class Feed {

	private final RelayClock clock;

	private final HubCounters counters;

	private final ReplayPool pool;

	private final ConcurrentMap<Topic, TopicStream> streams = new ConcurrentHashMap<>();

	// Guarded by this.
	private FeedState state = FeedState.OPENING;

	// Guarded by this.
	private long lives;

	// Guarded by this.
	private boolean cutOff;

	Feed(RelayClock clock, HubCounters counters, ReplayPool pool) {
		this.clock = clock;
		this.counters = counters;
		this.pool = pool;
	}

	synchronized TopicStream open(Topic topic) {
		return this.streams.computeIfAbsent(topic,
				(key) -> new TopicStream(key, ++this.lives, initialStatus(), this.clock, this.counters, this.pool));
	}

	@Nullable TopicStream find(Topic topic) {
		return this.streams.get(topic);
	}

	void retire(Topic topic) {
		TopicStream stream = this.streams.remove(topic);
		if (stream != null) {
			stream.past().close();
		}
	}

	Collection<TopicStream> streams() {
		return this.streams.values();
	}

	synchronized void onState(FeedState next) {
		this.state = next;
		this.streams.values().forEach((stream) -> stream.onFeed(next));
	}

	synchronized void onCutOff(boolean now) {
		this.cutOff = now;
		this.streams.values().forEach((stream) -> stream.onCutOff(now));
	}

	private StreamStatus initialStatus() {
		long now = this.clock.millis();
		if (this.cutOff) {
			return new StreamStatus(State.PENDING, Cause.CUT_OFF, now);
		}
		return switch (this.state) {
			case OPENING, UP -> new StreamStatus(State.PENDING, Cause.AWAITING_FIRST_TICK, now);
			case DOWN -> new StreamStatus(State.PENDING, Cause.UPSTREAM_DOWN, now);
			case REJECTED -> new StreamStatus(State.REJECTED, Cause.KEY_REJECTED, now);
		};
	}

}
