package io.tickrelay.upstream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import io.tickrelay.hub.FeedState;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;

/**
 * Fetches the bars that ended while the session was lost. The session asks of each tick
 * whether it is held, and hands it to the hub itself unless it is:
 *
 * <pre>
 *  tick ─┬───────────────────────────────────────▶ hub
 *        └▶ held, while an answer is awaited ────▶ hub, behind the answer's bars
 * </pre>
 *
 * Nothing is reordered within a stream, and no stream waits for longer than five seconds.
 * After that, and after any failure, its held ticks go on without the missed bars.
 * Belongs to the session's loop.
 */
final class Backfill {

	/** How long a stream may be held from the session's return on. */
	static final Duration LONGEST_HOLD = Duration.ofSeconds(5);

	/** How many ticks of one stream may be held. */
	static final int MOST_HELD = 64;

	private final Ground ground;

	private final UpstreamCounters counters;

	private final Map<Topic, Long> lastStarts = new HashMap<>();

	private final Map<Topic, List<Tick.Kline>> held = new HashMap<>();

	private Set<Topic> wanted = Set.of();

	private boolean lost;

	/** The session's returns; answers and timers of an earlier one are of no use. */
	private int round;

	Backfill(Ground ground, UpstreamCounters counters) {
		this.ground = ground;
		this.counters = counters;
	}

	/**
	 * Whether a tick has to wait for an answer; then it is kept here and handed on later.
	 * Each tick of the session is asked about, because the latest bars are remembered.
	 */
	boolean holdsBack(Tick tick) {
		if (!(tick instanceof Tick.Kline bar)) {
			return false;
		}
		List<Tick.Kline> waiting = this.held.get(bar.topic());
		if (waiting != null && waiting.size() < MOST_HELD) {
			waiting.add(bar);
			return true;
		}
		if (waiting != null) {
			giveUp(bar.topic());
		}
		remember(bar);
		return false;
	}

	/** Forgets what is not wanted any more. */
	void onWanted(Set<Topic> topics) {
		this.wanted = topics;
		this.lastStarts.keySet().retainAll(topics);
		for (Topic topic : List.copyOf(this.held.keySet())) {
			if (!topics.contains(topic)) {
				release(topic);
			}
		}
	}

	/** Takes note of the session's state. */
	void onFeed(FeedState state) {
		switch (state) {
			case UP -> {
				if (this.lost) {
					this.lost = false;
					begin();
				}
			}
			case DOWN, REJECTED, OPENING -> {
				this.lost = true;
				this.round++;
				List.copyOf(this.held.keySet()).forEach(this::release);
			}
		}
	}

	private void begin() {
		this.round++;
		int current = this.round;
		List<BackfillPlan.Request> requests = BackfillPlan.of(this.lastStarts, this.ground.nowMs(),
				this.ground.room(LONGEST_HOLD));
		for (BackfillPlan.Request request : requests) {
			request.topics().forEach((topic) -> this.held.put(topic, new ArrayList<>()));
		}
		for (BackfillPlan.Request request : requests) {
			this.ground.ask(request, (bars) -> {
				if (this.round == current) {
					onAnswer(request, bars);
				}
			});
		}
		if (!requests.isEmpty()) {
			this.ground.later(LONGEST_HOLD, () -> {
				if (this.round == current) {
					List.copyOf(this.held.keySet()).forEach(this::giveUp);
				}
			});
		}
	}

	private void onAnswer(BackfillPlan.Request request, @Nullable Map<String, List<Tick.Kline>> bars) {
		for (Topic topic : request.topics()) {
			List<Tick.Kline> waiting = this.held.get(topic);
			List<Tick.Kline> found = (bars != null) ? bars.get(topic.symbol()) : null;
			if (waiting != null && found != null) {
				missed(request, topic, found).forEach(this::passBackfilled);
				release(topic);
			}
			else if (waiting != null) {
				giveUp(topic);
			}
		}
	}

	private List<Tick.Kline> missed(BackfillPlan.Request request, Topic topic, List<Tick.Kline> found) {
		// A live bar may be a late correction of an early one, which ends no history.
		Set<Long> live = new HashSet<>();
		this.held.getOrDefault(topic, List.of()).forEach((bar) -> live.add(bar.startMs()));
		long latestLive = live.stream().mapToLong(Long::longValue).max().orElse(Long.MAX_VALUE);
		long last = this.lastStarts.getOrDefault(topic, Long.MAX_VALUE);
		return BackfillPlan.closed(found, request.interval(), this.ground.nowMs())
			.stream()
			.filter((bar) -> bar.startMs() >= last && bar.startMs() < latestLive && !live.contains(bar.startMs()))
			.toList();
	}

	private void giveUp(Topic topic) {
		this.counters.backfillsFailed.increment();
		release(topic);
	}

	private void release(Topic topic) {
		List<Tick.Kline> waiting = this.held.remove(topic);
		if (waiting != null) {
			waiting.forEach(this::passHeld);
		}
	}

	private void passHeld(Tick.Kline bar) {
		remember(bar);
		this.ground.held(bar);
	}

	private void passBackfilled(Tick.Kline bar) {
		remember(bar);
		this.counters.backfilledBars.increment();
		this.ground.backfilled(bar);
	}

	private void remember(Tick.Kline bar) {
		if (this.wanted.contains(bar.topic())) {
			this.lastStarts.merge(bar.topic(), bar.startMs(), Math::max);
		}
	}

	/** What a backfill stands on; all of it on the session's loop. */
	interface Ground {

		/** The time, epoch milliseconds. */
		long nowMs();

		/** How many requests could begin within a time. */
		int room(Duration within);

		/**
		 * Asks for bars.
		 * @param answer hears the bars of each symbol, or null where there are none to
		 * have
		 */
		void ask(BackfillPlan.Request request, Consumer<@Nullable Map<String, List<Tick.Kline>>> answer);

		/** Runs something after a while. */
		void later(Duration delay, Runnable task);

		/** Hands a bar on that was held. */
		void held(Tick.Kline bar);

		/** Hands a bar on that comes late. */
		void backfilled(Tick.Kline bar);

	}

}
