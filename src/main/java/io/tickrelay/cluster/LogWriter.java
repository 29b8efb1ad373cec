package io.tickrelay.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.tickrelay.cluster.engine.EntryId;
import io.tickrelay.cluster.engine.RedisEngine;
import io.tickrelay.cluster.log.LogInput;
import io.tickrelay.cluster.log.LogState;
import io.tickrelay.cluster.wire.BatchWriter;
import io.tickrelay.hub.FeedState;
import io.tickrelay.hub.HubInputs;
import io.tickrelay.hub.TopicCondition;
import io.tickrelay.hub.clock.RelayClock;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leader's hand on the log. Sessions put inputs in from their loops. The cluster's
 * thread numbers what has gathered and appends it as one entry, one at a time, so batches
 * grow with the load. An entry's inputs are applied here once the engine has it, because
 * a number that died with the leader would be given twice.
 */
final class LogWriter implements HubInputs {

	private static final Logger log = LoggerFactory.getLogger(LogWriter.class);

	private static final int LARGEST_BATCH = 256 << 10;

	private static final Duration AGAIN = Duration.ofMillis(250);

	private final RedisEngine engine;

	private final ClusterThread thread;

	private final RelayClock clock;

	private final Consumer<LogInput> applied;

	private final Retention retention;

	private final Supplier<List<LogInput>> keyframe;

	private final WaitingInputs waiting = new WaitingInputs();

	private final AtomicBoolean pumping = new AtomicBoolean();

	// The rest is the cluster's thread's own.
	private final BatchWriter batch = new BatchWriter();

	private @Nullable LogState state;

	private EntryId last = EntryId.START;

	private @Nullable Pending pending;

	private boolean keyframeDue;

	private volatile boolean open;

	LogWriter(RedisEngine engine, ClusterThread thread, RelayClock clock, Retention retention,
			Supplier<List<LogInput>> keyframe, Consumer<LogInput> applied) {
		this.engine = engine;
		this.thread = thread;
		this.clock = clock;
		this.retention = retention;
		this.keyframe = keyframe;
		this.applied = applied;
	}

	@Override
	public void onTick(Tick tick) {
		put(new WaitingInputs.Raw.Ticked(tick, false));
	}

	@Override
	public void onBackfilled(Tick.Kline bar) {
		put(new WaitingInputs.Raw.Ticked(bar, true));
	}

	@Override
	public void onFeed(Business business, FeedState feed) {
		put(new WaitingInputs.Raw.Said(new LogInput.Feed(business, feed)));
	}

	@Override
	public void onStanding(Topic topic, TopicCondition topicCondition) {
		put(new WaitingInputs.Raw.Said(new LogInput.Condition(topic, topicCondition)));
	}

	/** Begins behind this leader's first entry. On the cluster's thread. */
	void begin(EntryId reign, LogState behind) {
		this.waiting.clear();
		this.pending = null;
		this.state = behind;
		this.last = reign;
		this.open = true;
	}

	/** Appends nothing more. On the cluster's thread. */
	void end() {
		this.open = false;
		this.state = null;
		this.pending = null;
		this.waiting.clear();
	}

	/** Writes every topic as it is, in front of what waits. On the cluster's thread. */
	void keyframe() {
		this.keyframeDue = true;
		pump();
	}

	/** Adds an input of the leader itself. On the cluster's thread. */
	void say(LogInput input) {
		put(new WaitingInputs.Raw.Said(input));
	}

	/** The topics are these from now on. On the cluster's thread. */
	void want(Set<Topic> union) {
		put(new WaitingInputs.Raw.Wanted(union));
	}

	private void put(WaitingInputs.Raw raw) {
		if (this.open && this.waiting.add(raw) && this.pumping.compareAndSet(false, true)) {
			this.thread.execute(this::pump);
		}
	}

	private void pump() {
		// First the flag, then the look: an input in between asks for another look.
		this.pumping.set(false);
		LogState numbers = this.state;
		if (numbers == null || this.pending != null) {
			return;
		}
		List<LogInput> inputs = new ArrayList<>();
		if (this.keyframeDue) {
			// All that has a number is applied now, so the streams are as the log is.
			this.keyframeDue = false;
			this.retention.onKeyframe(this.last, System.nanoTime());
			this.keyframe.get().forEach((kept) -> add(kept, inputs));
		}
		WaitingInputs.Raw raw = this.waiting.poll();
		while (raw != null) {
			number(raw, numbers, inputs);
			raw = (this.batch.length() < LARGEST_BATCH) ? this.waiting.poll() : null;
		}
		this.waiting.takeInterrupted()
			.forEach((topic) -> add(new LogInput.Condition(topic, new TopicCondition.Asked(true)), inputs));
		if (!inputs.isEmpty()) {
			this.pending = new Pending(this.last.next(), this.batch.take(), inputs);
			send(this.pending);
		}
	}

	private void number(WaitingInputs.Raw raw, LogState numbers, List<LogInput> inputs) {
		switch (raw) {
			case WaitingInputs.Raw.Ticked(Tick tick, boolean backfilled) -> {
				LogInput.Numbered numbered = numbers.number(tick, backfilled, this.clock.nextMicros());
				if (numbered != null) {
					add(numbered, inputs);
				}
			}
			case WaitingInputs.Raw.Said(LogInput input) -> {
				numbers.on(input);
				add(input, inputs);
			}
			case WaitingInputs.Raw.Wanted(Set<Topic> union) -> {
				for (Topic topic : numbers.born()) {
					if (!union.contains(topic)) {
						LogInput.Retired retired = new LogInput.Retired(topic);
						numbers.on(retired);
						add(retired, inputs);
					}
				}
				for (Topic topic : union) {
					if (!numbers.isBorn(topic)) {
						add(numbers.begin(topic), inputs);
					}
				}
			}
		}
	}

	private void add(LogInput input, List<LogInput> inputs) {
		this.batch.add(input);
		inputs.add(input);
	}

	private void send(Pending entry) {
		this.engine.append(entry.id, entry.bytes, this.retention.keepFrom())
			.whenComplete((done, _) -> this.thread.execute(() -> onAnswer(entry, done)));
	}

	private void onAnswer(Pending entry, @Nullable Boolean appended) {
		if (!entry.equals(this.pending)) {
			return;
		}
		if (appended == null) {
			// Sent again, it is appended once at most, because its place is taken then.
			this.thread.schedule(() -> resend(entry), AGAIN);
		}
		else if (appended) {
			onAppended(entry);
		}
		else {
			this.engine.top().whenComplete((top, _) -> this.thread.execute(() -> onTop(entry, top)));
		}
	}

	private void resend(Pending entry) {
		if (entry.equals(this.pending)) {
			send(entry);
		}
	}

	/**
	 * The place was taken: by this very entry, whose answer was lost, or by a later
	 * leader.
	 */
	private void onTop(Pending entry, @Nullable EntryId top) {
		if (!entry.equals(this.pending)) {
			return;
		}
		if (top == null) {
			this.thread.schedule(() -> resend(entry), AGAIN);
		}
		else if (top.equals(entry.id)) {
			onAppended(entry);
		}
		else {
			log.atWarn().addKeyValue("top", top).addKeyValue("id", entry.id).log("Another replica writes the log");
			end();
		}
	}

	private void onAppended(Pending entry) {
		this.pending = null;
		this.last = entry.id;
		this.retention.onAppended(entry.id, entry.bytes.length);
		entry.inputs.forEach(this.applied);
		pump();
	}

	/** The last entry that the engine has. */
	EntryId last() {
		return this.last;
	}

	/** An entry that is on its way to the engine. */
	private static final class Pending {

		private final EntryId id;

		private final byte[] bytes;

		private final List<LogInput> inputs;

		Pending(EntryId id, byte[] bytes, List<LogInput> inputs) {
			this.id = id;
			this.bytes = bytes;
			this.inputs = inputs;
		}

	}

}
