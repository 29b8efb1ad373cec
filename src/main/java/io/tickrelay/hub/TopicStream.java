package io.tickrelay.hub;

import java.time.Duration;
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
 * One live topic, with its numbering, its last value and state, and the sink that its
 * lanes subscribe to. The {@code on…} methods run on the loop of the topic's business
 * alone, because a sink takes one emitter.
 *
 * <p>
 * What is emitted is written to {@link #past}, {@link #last} or {@link #status} before it
 * is emitted. A lane that subscribes first and reads them afterwards therefore misses
 * nothing. A frame is among those read, or comes, or both, and then its number shows it.
 * An outage needs no such care: the ticks after it carry it.
 */
public final class TopicStream {

	private static final Logger log = LoggerFactory.getLogger(TopicStream.class);

	private static final long WORTH_TELLING_MS = 1000;

	private final Topic topic;

	private final long life;

	private final RelayClock clock;

	private final HubCounters counters;

	// Best effort loses nothing here: lanes ask for everything and bound what they queue.
	private final Sinks.Many<Frame> sink = Sinks.many().multicast().directBestEffort();

	// Written by the business's loop; tells joining lanes what they need not be sent, and
	// lanes that lost frames what they have missed.
	private volatile @Nullable TickFrame last;

	// Written by the business's loop; tells joining lanes how far to trust the last
	// value.
	private volatile StatusFrame status;

	private final Outages outages = new Outages();

	private final ReplayRing past;

	private final TickRate tickRate;

	TopicStream(Topic topic, long life, StreamStatus initial, RelayClock clock, HubCounters counters, ReplayPool pool) {
		this.topic = topic;
		this.life = life;
		this.clock = clock;
		this.counters = counters;
		this.tickRate = new TickRate(clock.millis());
		this.status = new StatusFrame(topic, life, initial, 0, null, null);
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
		return this.status;
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

	void onTick(Tick tick) {
		long seq = nextSeq();
		if (this.status.status().state() != State.LIVE) {
			onStatus(State.LIVE, null, null, 0L);
		}
		this.outages.end(this.topic, this.life, seq);
		onTick(TickFrame.of(tick, this.life, seq, this.clock.nextMicros(), this.outages.over(), this.last));
	}

	/** History makes no stream live and ends no outage: the news is still to come. */
	void onBackfilled(Tick.Kline bar) {
		onTick(new BackfilledFrame(bar, this.life, nextSeq(), this.clock.nextMicros(), this.outages.over(), this.last));
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
		switch (feed) {
			case OPENING -> {
				// Nothing to say: either no client saw this stream live, or it stays as
				// it is.
			}
			case UP -> awaitTick();
			case DOWN -> {
				beginOutage();
				onStatus(hasTicked() ? State.STALE : State.PENDING, Cause.UPSTREAM_DOWN);
			}
			case REJECTED -> {
				beginOutage();
				onStatus(State.REJECTED, Cause.KEY_REJECTED);
			}
		}
	}

	void onStanding(TopicCondition topicCondition) {
		switch (topicCondition) {
			case TopicCondition.Queued(Duration eta) -> onQueued(eta);
			case TopicCondition.Asked(boolean interrupted) -> onAsked(interrupted);
			case TopicCondition.Mute _ -> onMute();
			case TopicCondition.Refused(Cause cause) -> onStatus(State.REJECTED, cause);
		}
	}

	private void onQueued(Duration eta) {
		State state = this.status.status().state();
		switch (state) {
			case PENDING, STALE -> onStatus(state, Cause.BUDGET, eta, lastTickAgeMs());
			case LIVE, REJECTED -> {
				// A live stream is served while it waits. A rejected one is told what
				// comes of its request.
			}
		}
	}

	private void onAsked(boolean interrupted) {
		if (interrupted) {
			beginOutage();
		}
		switch (this.status.status().cause()) {
			case BUDGET, QUOTA, UPSTREAM_REFUSED -> awaitTick();
			case UPSTREAM_DOWN, RECONNECTING, AWAITING_FIRST_TICK, MUTE, KEY_REJECTED -> {
				// That state is true until a tick comes.
			}
			case null -> {
				// The stream is live, and nothing says otherwise.
			}
		}
	}

	private void onMute() {
		StreamStatus now = this.status.status();
		boolean mayBeMute = switch (now.state()) {
			case LIVE -> true;
			case STALE -> now.cause() != Cause.UPSTREAM_DOWN;
			case PENDING, REJECTED -> false;
		};
		if (mayBeMute && hasTicked()) {
			onStatus(State.STALE, Cause.MUTE);
		}
	}

	private void awaitTick() {
		if (hasTicked()) {
			onStatus(State.STALE, Cause.RECONNECTING);
		}
		else {
			onStatus(State.PENDING, Cause.AWAITING_FIRST_TICK);
		}
	}

	private void beginOutage() {
		TickFrame before = this.last;
		if (before != null && hasTicked()) {
			this.outages.begin(before.seq());
		}
	}

	private boolean hasTicked() {
		return newsMicros() != null;
	}

	private void onStatus(State state, Cause cause) {
		onStatus(state, cause, null, lastTickAgeMs());
	}

	private void onStatus(State state, @Nullable Cause cause, @Nullable Duration eta, @Nullable Long ageMs) {
		StreamStatus now = this.status.status();
		long nowMs = this.clock.steadyMillis();
		if (now.state() == state && Objects.equals(now.cause(), cause) && !isLonger(eta, now, nowMs)) {
			return;
		}
		// A new cause does not make a stale stream younger.
		long since = (now.state() == state) ? now.sinceMs() : this.clock.millis();
		StreamStatus next = new StreamStatus(state, cause, since, (eta == null) ? null : nowMs + eta.toMillis());
		StatusFrame frame = new StatusFrame(this.topic, this.life, next, this.status.edge() + 1, ageMs,
				next.etaMs(nowMs));
		this.status = frame;
		emit(frame);
	}

	/**
	 * A waiting client is told of an ETA that has slipped, and not of one that comes
	 * true.
	 */
	private static boolean isLonger(@Nullable Duration eta, StreamStatus told, long nowMs) {
		Long untilMs = told.untilMs();
		return eta != null && untilMs != null && nowMs + eta.toMillis() - untilMs >= WORTH_TELLING_MS;
	}

	/**
	 * The age of the last tick.
	 * @return milliseconds by the monotonic clock; null before the first
	 */
	public @Nullable Long lastTickAgeMs() {
		Long received = newsMicros();
		return (received == null) ? null : this.clock.ageMs(received);
	}

	private @Nullable Long newsMicros() {
		TickFrame tick = this.last;
		return (tick == null) ? null : tick.newsMicros();
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
