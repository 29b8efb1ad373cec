package io.tickrelay.hub;

import io.tickrelay.hub.clock.RelayClock;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * One live topic, with its numbering, its last value and state, and the sink that its
 * lanes subscribe to. The {@code on…} methods run on the loop of the topic's business
 * alone, because a sink takes one emitter.
 *
 * <p>
 * What is emitted is written to {@link #past}, {@link #last} or {@link #state} before it
 * is emitted. A lane that subscribes first and reads them afterwards therefore misses
 * nothing. A frame is among those read, or comes, or both, and then its number shows it.
 * An outage needs no such care: the ticks after it carry it.
 */
public final class TopicStream {

	private static final Logger log = LoggerFactory.getLogger(TopicStream.class);

	private final Topic topic;

	private final long life;

	private final RelayClock clock;

	private final HubCounters counters;

	// Best effort loses nothing here: lanes ask for everything and bound what they queue.
	private final Sinks.Many<Frame> sink = Sinks.many().multicast().directBestEffort();

	// Written by the business's loop; tells joining lanes what they need not be sent, and
	// lanes that lost frames what they have missed.
	private volatile @Nullable TickFrame last;

	// Written by the business's loop: the number behind which this stream begins.
	private volatile long seqBefore;

	private final Outages outages = new Outages();

	private final TopicState state;

	private final ReplayRing past;

	private final TickRate tickRate;

	TopicStream(Topic topic, long life, StreamStatus initial, RelayClock clock, HubCounters counters, ReplayPool pool) {
		this.topic = topic;
		this.life = life;
		this.clock = clock;
		this.counters = counters;
		this.tickRate = new TickRate(clock.millis());
		this.state = new TopicState(new StatusFrame(topic, life, initial, 0, null, null), clock, this.outages,
				this::last, this::emit);
		this.past = new ReplayRing(pool, clock.last());
	}

	Topic topic() {
		return this.topic;
	}

	TickRate pulse() {
		return this.tickRate;
	}

	/**
	 * The life of the topic. Its numbers begin anew with each life.
	 * @return a different number for each life
	 */
	public long life() {
		return this.life;
	}

	/**
	 * All frames of the topic from now on.
	 * @return hot; signals come on the emitter's thread
	 */
	public Flux<Frame> frames() {
		return this.sink.asFlux();
	}

	/**
	 * The current value.
	 * @return null before the first tick
	 */
	public @Nullable TickFrame last() {
		return this.last;
	}

	/**
	 * The current state.
	 * @return the state with its edge, which orders it among others
	 */
	public StatusFrame status() {
		return this.state.status();
	}

	/**
	 * How many event loops have clients for it.
	 * @return the subscribers of {@link #frames}
	 */
	public int lanes() {
		return this.sink.currentSubscriberCount();
	}

	/**
	 * The ring that keeps the recent past.
	 * @return for any thread
	 */
	public ReplayRing past() {
		return this.past;
	}

	/**
	 * How many outages there were.
	 * @return a total, of this life
	 */
	public int outagesBegun() {
		return this.outages.begun();
	}

	/**
	 * The number behind which this stream begins.
	 * @return 0, but for a topic that had ticks in an earlier life elsewhere
	 */
	public long seqBefore() {
		return this.seqBefore;
	}

	void onTick(Tick tick) {
		onNumbered(tick, false, nextSeq(), this.clock.nextMicros());
	}

	void onBackfilled(Tick.Kline bar) {
		onNumbered(bar, true, nextSeq(), this.clock.nextMicros());
	}

	/** History makes no stream live and ends no outage: the news is still to come. */
	void onNumbered(Tick tick, boolean backfilled, long seq, long micros) {
		if (backfilled && tick instanceof Tick.Kline bar) {
			onTick(new BackfilledFrame(bar, this.life, seq, micros, this.outages.over(), this.last));
			return;
		}
		this.state.onNews();
		this.outages.end(this.topic, this.life, seq);
		onTick(TickFrame.of(tick, this.life, seq, micros, this.outages.over(), this.last));
	}

	void onBorn(long before) {
		if (this.last == null) {
			this.seqBefore = before;
			this.past.begin(before + 1);
		}
		this.state.onFeed(FeedState.UP);
	}

	void onKept(long seq, long micros, @Nullable Tick lastTick, StreamStatus status) {
		TickFrame before = this.last;
		if (before != null && before.seq() >= seq) {
			return;
		}
		if (before == null) {
			this.seqBefore = (lastTick == null) ? seq : seq - 1;
		}
		if (lastTick != null) {
			onNumbered(lastTick, false, seq, micros);
		}
		this.state.onKept(status);
	}

	private long nextSeq() {
		TickFrame before = this.last;
		return (before == null) ? 1 : before.seq() + 1;
	}

	private void onTick(TickFrame frame) {
		this.past.add(frame);
		this.tickRate.onFrame(frame, this.clock.steadyMillis());
		this.last = frame;
		emit(frame);
	}

	void onFeed(FeedState feed) {
		this.state.onFeed(feed);
	}

	void onStanding(TopicCondition topicCondition) {
		this.state.onStanding(topicCondition);
	}

	void onCutOff(boolean cutOff) {
		this.state.onCutOff(cutOff);
	}

	/**
	 * The age of the last tick.
	 * @return milliseconds by the monotonic clock; null before the first
	 */
	public @Nullable Long lastTickAgeMs() {
		return this.state.lastTickAgeMs();
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
