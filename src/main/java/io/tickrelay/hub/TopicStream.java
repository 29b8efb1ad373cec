package io.tickrelay.hub;

import java.util.Objects;

import io.tickrelay.hub.StreamStatus.Cause;
import io.tickrelay.hub.StreamStatus.State;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * One live topic: its numbering, last value and state, and the sink that its lanes
 * subscribe to. The {@code on…} methods run on the loop of the topic's business and on no
 * other, because a sink takes one emitter.
 *
 * <p>
 * What is emitted is written to {@link #last} or {@link #status} before it is emitted.
 * Whoever subscribes first and reads them afterwards therefore misses nothing: a frame is
 * in what was read, or comes, or both, and then its number shows it.
 */
final class TopicStream {

	private static final Logger log = LoggerFactory.getLogger(TopicStream.class);

	private final Topic topic;

	private final long life;

	private final RelayClock clock;

	private final HubCounters counters;

	// Best effort loses nothing here: lanes ask for everything and bound what they queue.
	private final Sinks.Many<Frame> sink = Sinks.many().multicast().directBestEffort();

	// Written by the business's loop; tells joining lanes what they need not be sent.
	private volatile @Nullable TickFrame last;

	// Written by the business's loop; tells joining lanes how far to trust the last
	// value.
	private volatile StatusFrame status;

	TopicStream(Topic topic, long life, StreamStatus initial, RelayClock clock, HubCounters counters) {
		this.topic = topic;
		this.life = life;
		this.clock = clock;
		this.counters = counters;
		this.status = new StatusFrame(topic, life, initial, 0, null);
	}

	long life() {
		return this.life;
	}

	Flux<Frame> frames() {
		return this.sink.asFlux();
	}

	@Nullable TickFrame last() {
		return this.last;
	}

	StatusFrame status() {
		return this.status;
	}

	int lanes() {
		return this.sink.currentSubscriberCount();
	}

	void onTick(Tick tick) {
		TickFrame before = this.last;
		long seq = (before == null) ? 1 : before.seq() + 1;
		if (this.status.status().state() != State.LIVE) {
			onStatus(State.LIVE, null, 0L);
		}
		TickFrame frame = new TickFrame(tick, this.life, seq, this.clock.nextMicros());
		this.last = frame;
		emit(frame);
	}

	void onFeed(FeedState feed) {
		switch (feed) {
			case OPENING -> {
				// Nothing to say: either nobody saw this stream live, or it stays as it
				// is.
			}
			case UP -> {
				if (this.last == null) {
					onStatus(State.PENDING, Cause.AWAITING_FIRST_TICK);
				}
				else {
					onStatus(State.STALE, Cause.RECONNECTING);
				}
			}
			case DOWN -> onStatus((this.last == null) ? State.PENDING : State.STALE, Cause.UPSTREAM_DOWN);
			case REJECTED -> onStatus(State.REJECTED, Cause.KEY_REJECTED);
		}
	}

	void onStanding(Standing standing) {
		switch (standing) {
			case Standing.Refused(Cause cause) -> onStatus(State.REJECTED, cause);
			case Standing.Queued _, Standing.Asked _, Standing.Mute _ -> {
				// Not told yet.
			}
		}
	}

	private void onStatus(State state, @Nullable Cause cause) {
		onStatus(state, cause, lastTickAgeMs());
	}

	private void onStatus(State state, @Nullable Cause cause, @Nullable Long ageMs) {
		StreamStatus now = this.status.status();
		if (now.state() == state && Objects.equals(now.cause(), cause)) {
			return;
		}
		// A new cause does not make a stale stream younger.
		long since = (now.state() == state) ? now.sinceMs() : this.clock.millis();
		StatusFrame frame = new StatusFrame(this.topic, this.life, new StreamStatus(state, cause, since),
				this.status.edge() + 1, ageMs);
		this.status = frame;
		emit(frame);
	}

	@Nullable Long lastTickAgeMs() {
		TickFrame tick = this.last;
		return (tick == null) ? null : this.clock.ageMs(tick.receivedMicros());
	}

	private void emit(Frame frame) {
		switch (this.sink.tryEmitNext(frame)) {
			case OK, FAIL_ZERO_SUBSCRIBER -> {
				// Without a lane the last value was all there was to keep.
			}
			case FAIL_NON_SERIALIZED, FAIL_OVERFLOW, FAIL_CANCELLED, FAIL_TERMINATED -> {
				this.counters.refusedEmissions.increment();
				log.atError().addKeyValue("topic", this.topic).log("A sink refused a frame; its lanes will miss it");
			}
		}
	}

}
