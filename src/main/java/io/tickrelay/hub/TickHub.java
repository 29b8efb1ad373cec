package io.tickrelay.hub;

import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.tickrelay.demand.DemandListener;
import io.tickrelay.hub.StreamStatus.State;
import io.tickrelay.hub.clock.RelayClock;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;

/**
 * The hub, in which all parts meet. Sessions bring ticks in, lanes take frames out, and
 * demand says which topics live.
 *
 * <pre>
 *  onTick ─▶ Feed of the business ─▶ TopicStream ─ sink ─▶ Lane of loop 1 ─▶ its clients
 *            (one loop emits)        seq, time, last    └▶ Lane of loop 2 ─▶ its clients
 * </pre>
 *
 * <p>
 * The {@code on…} methods belong to the loop of the business that they name. Each
 * business always has the same loop.
 */
public final class TickHub implements HubInputs, DemandListener {

	private final Map<Business, Feed> feeds;

	private final RelayClock clock;

	private final HubCounters counters = new HubCounters();

	private final ReplayPool replay;

	// Written by lanes; the receive time up to which some client may have been told a
	// tick ahead of earlier ones.
	private final AtomicLong disorderMicros = new AtomicLong();

	/**
	 * Creates a hub without streams.
	 * @param businesses the businesses that will feed it
	 * @param clock gives receive times
	 * @param replay how much of the past to keep
	 */
	public TickHub(Set<Business> businesses, RelayClock clock, ReplayLimits replay) {
		this.clock = clock;
		this.replay = new ReplayPool(replay, clock);
		this.feeds = businesses.stream()
			.collect(Collectors.toUnmodifiableMap((business) -> business,
					(business) -> new Feed(clock, this.counters, this.replay)));
	}

	/** Numbers the tick, keeps it as the last value and hands it to the lanes. */
	@Override
	public void onTick(Tick tick) {
		TopicStream stream = wanted(tick);
		if (stream != null) {
			stream.onTick(tick);
		}
	}

	@Override
	public void onBackfilled(Tick.Kline bar) {
		TopicStream stream = wanted(bar);
		if (stream != null) {
			stream.onBackfilled(bar);
		}
	}

	@Override
	public void onFeed(Business business, FeedState state) {
		feed(business).onState(state);
	}

	@Override
	public void onStanding(Topic topic, TopicCondition topicCondition) {
		TopicStream stream = feed(topic.business()).find(topic);
		if (stream != null) {
			stream.onStanding(topicCondition);
		}
	}

	/**
	 * Takes a tick in that has its number, and its receive time, from elsewhere.
	 * @param tick a tick of any topic; that of a topic without a stream is counted and
	 * left
	 * @param backfilled whether it is a bar of the upstream's history
	 * @param seq its number, greater than all before
	 * @param micros its receive time, epoch microseconds, greater than all before
	 */
	public void onNumbered(Tick tick, boolean backfilled, long seq, long micros) {
		this.clock.observe(micros);
		TopicStream stream = wanted(tick);
		if (stream != null) {
			stream.onNumbered(tick, backfilled, seq, micros);
		}
	}

	/**
	 * A topic begins whose numbers are given elsewhere. A stream that is here already
	 * waits for its next tick.
	 * @param topic the topic
	 * @param seqBefore the last number that a tick of it ever had; 0 for none
	 */
	public void onBorn(Topic topic, long seqBefore) {
		open(topic).onBorn(seqBefore);
	}

	/**
	 * A topic whose numbers are given elsewhere is so and so now. A stream that has got
	 * as far is left alone.
	 * @param topic the topic
	 * @param seq the number of its last tick; 0 before the first
	 * @param micros that tick's receive time
	 * @param last that tick, or null
	 * @param status its state
	 */
	public void onKept(Topic topic, long seq, long micros, @Nullable Tick last, StreamStatus status) {
		this.clock.observe(micros);
		open(topic).onKept(seq, micros, last, status);
	}

	/**
	 * Ticks of a topic may be lost from now on, though its stream stays here.
	 * @param topic the topic; one without a stream is left alone
	 */
	public void onInterrupted(Topic topic) {
		TopicStream stream = feed(topic.business()).find(topic);
		if (stream != null) {
			stream.onFeed(FeedState.DOWN);
		}
	}

	/**
	 * The inputs come no more, or come again as if they had never stopped.
	 * @param cutOff whether they have stopped
	 */
	public void onCutOff(boolean cutOff) {
		this.feeds.values().forEach((feed) -> feed.onCutOff(cutOff));
	}

	@Override
	public void added(Topic topic) {
		// The stream is opened before any client joins it, so that nothing the upstream
		// says of it is lost.
		open(topic);
	}

	@Override
	public void dropped(Topic topic) {
		feed(topic.business()).retire(topic);
	}

	/**
	 * How many streams of a business are in which state.
	 * @param business the business
	 * @return a count for every state
	 */
	public Map<State, Integer> states(Business business) {
		Map<State, Integer> counts = new EnumMap<>(State.class);
		for (State state : State.values()) {
			counts.put(state, 0);
		}
		feed(business).streams().forEach((stream) -> counts.merge(stream.status().status().state(), 1, Integer::sum));
		return counts;
	}

	/**
	 * One stream as it is now.
	 * @param topic any topic
	 * @return a copy, or null where the topic is not wanted
	 */
	public @Nullable StreamView view(Topic topic) {
		Feed feed = this.feeds.get(topic.business());
		TopicStream stream = (feed == null) ? null : feed.find(topic);
		return (stream == null) ? null : StreamView.of(stream, this.clock);
	}

	/**
	 * Every stream as it is now.
	 * @return copies, in no order
	 */
	public Stream<StreamView> views() {
		return this.feeds.values()
			.stream()
			.flatMap((feed) -> feed.streams().stream())
			.map((stream) -> StreamView.of(stream, this.clock));
	}

	/**
	 * How many streams there are.
	 * @return the count over all businesses
	 */
	public int streams() {
		return this.feeds.values().stream().map(Feed::streams).mapToInt(Collection::size).sum();
	}

	/**
	 * How many ticks are kept for clients that come back.
	 * @return the count over all streams
	 */
	public long replayEvents() {
		return this.replay.events();
	}

	/**
	 * How much heap the kept ticks take.
	 * @return an estimate over all streams, bytes
	 */
	public long replayBytes() {
		return this.replay.bytes();
	}

	/**
	 * The hub's totals.
	 * @return live counters
	 */
	public HubCounters counters() {
		return this.counters;
	}

	/**
	 * The clock that receive times come from.
	 * @return the relay's clock
	 */
	public RelayClock clock() {
		return this.clock;
	}

	/** A lane that had lost frames has told a tick ahead of others that it has queued. */
	public void onDisorder(long receivedMicros) {
		this.disorderMicros.accumulateAndGet(receivedMicros, Math::max);
	}

	/** Whether a client that has a tick was told all that came before it. */
	public boolean isOrderedUpTo(long receivedMicros) {
		return receivedMicros > this.disorderMicros.get();
	}

	/**
	 * How much of the past is kept.
	 * @return the limits
	 */
	public ReplayLimits replayLimits() {
		return this.replay.limits();
	}

	/**
	 * The stream of a topic with a lease, created at the first call.
	 */
	public TopicStream open(Topic topic) {
		return feed(topic.business()).open(topic);
	}

	private @Nullable TopicStream wanted(Tick tick) {
		TopicStream stream = feed(tick.topic().business()).find(tick.topic());
		if (stream == null) {
			this.counters.unwantedTicks.increment();
		}
		else {
			this.counters.ticks.increment();
		}
		return stream;
	}

	private Feed feed(Business business) {
		Feed feed = this.feeds.get(business);
		if (feed == null) {
			throw new IllegalArgumentException("No session feeds the business " + business);
		}
		return feed;
	}

}
