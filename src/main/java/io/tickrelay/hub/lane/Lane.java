package io.tickrelay.hub.lane;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;

import io.tickrelay.hub.Frame;
import io.tickrelay.hub.Resumption;
import io.tickrelay.hub.TickFrame;
import io.tickrelay.hub.TickHub;
import io.tickrelay.hub.lane.PendingJoins.Arrival;
import io.tickrelay.hub.outbox.LaneLag;
import io.tickrelay.hub.outbox.Outbox;
import io.tickrelay.tick.Topic;
import org.jctools.queues.varhandle.MpscVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clients of one event loop. A frame crosses threads once to reach them all, through
 * a bounded queue. All work behind the queue, to the outboxes and their sockets, belongs
 * to the loop and needs no lock. Every drain writes all that has queued and then flushes
 * each client once. So an idle relay sends at once, and a busy one sends many ticks in
 * one system call.
 *
 * <pre>
 *  sinks of topics ─▶ inbox (bounded) ─▶ drain ─▶ LaneTopic ─▶ Outbox, Outbox, ... ─▶ flush each
 *  many threads       one hop             ------------------ the loop -----------------
 * </pre>
 *
 * <p>
 * All public methods run on the loop.
 */
public final class Lane {

	// Large enough to batch well, small enough to let the loop read its sockets between.
	private static final int DRAIN_LIMIT = 2048;

	private static final int REPLAYS_WHILE_LATE = 4;

	private static final Logger log = LoggerFactory.getLogger(Lane.class);

	private final TickHub hub;

	private final LaneLoop loop;

	private final LatencyMeter latency;

	private final Queue<Frame> inbox;

	// For any thread: whether a drain is on its way to the loop.
	private final AtomicBoolean scheduled = new AtomicBoolean();

	private final LaneLosses losses = new LaneLosses();

	private final LaneTopics topics;

	private final Set<Outbox> touched = new LinkedHashSet<>();

	private final Consumer<Outbox> toTouched = this.touched::add;

	private final PendingJoins pendingJoins = new PendingJoins();

	private final LaneLag lag;

	/** The first tick of the batch. */
	private @Nullable TickFrame oldest;

	/** How many clients were sent their past since the last drain. */
	private int replays;

	/** Frames taken from the queue since the start. */
	private long handed;

	/**
	 * Creates a lane without clients.
	 * @param hub where topics come from
	 * @param loop the event loop; runs tasks one at a time, in order
	 * @param capacity how many frames may wait for the loop
	 * @param latency takes how long each batch was on its way
	 */
	public Lane(TickHub hub, LaneLoop loop, int capacity, LatencyMeter latency) {
		this.hub = hub;
		this.latency = latency;
		this.loop = loop;
		this.topics = new LaneTopics(hub, loop, new Paces(loop, hub.counters()), this::offer);
		this.lag = new LaneLag(hub.clock());
		this.inbox = new MpscVarHandleArrayQueue<>(capacity);
	}

	/**
	 * Gives a client the last value of each topic and everything that follows it, with no
	 * gap and no duplicate between. Joining again changes the delivery and nothing else.
	 * @param client the client's outbox
	 * @param wanted topics that the client holds a lease on
	 * @param subscribeOptions how the client wants them
	 * @param resumed writes what became of a request to resume; not called without one
	 */
	public void join(Outbox client, Collection<Topic> wanted, SubscribeOptions subscribeOptions,
			Function<Resumption, byte[]> resumed) {
		client.serveBy(this.lag);
		// The lane subscribes at once, so that frames queue behind what the client waits
		// for.
		this.topics.subscribe(wanted);
		arrive(new Arrival(client, this.topics.outages(wanted), subscribeOptions.delivery(),
				subscribeOptions.snapshot(), subscribeOptions.resumeAfter(), resumed, this.handed + this.inbox.size()));
	}

	/**
	 * Sends a client again what it has missed of streams that it has.
	 * @param client the client's outbox
	 * @param topics the streams; those never joined are ignored
	 * @param afterMicros the receive time of the last tick that it has, epoch
	 * microseconds
	 * @param resumed writes what became of it
	 */
	public void resume(Outbox client, Collection<Topic> topics, long afterMicros,
			Function<Resumption, byte[]> resumed) {
		arrive(new Arrival(client, this.topics.outages(topics), null, true, afterMicros, resumed,
				this.handed + this.inbox.size()));
	}

	/**
	 * Ends a client's interest. Call it before its leases are given back.
	 * @param client the client's outbox
	 * @param unwanted the topics; those never joined are ignored
	 */
	public void leave(Outbox client, Collection<Topic> unwanted) {
		Set<Topic> left = new HashSet<>(unwanted);
		this.pendingJoins.forget(client, unwanted);
		this.topics.groups().leave(client, left);
		client.forget(left);
		this.topics.leave(client, unwanted, this.pendingJoins);
	}

	/**
	 * How late the lane's ticks are. For any thread.
	 * @return milliseconds; 0 while the loop keeps up
	 */
	public long lateMs() {
		return this.lag.lateMs();
	}

	/**
	 * How many frames wait for the loop. For any thread.
	 * @return an estimate
	 */
	public int backlog() {
		return this.inbox.size();
	}

	private void arrive(Arrival arrival) {
		this.pendingJoins.add(arrival);
		admitArrivals();
		if (!this.pendingJoins.isEmpty()) {
			schedule();
		}
	}

	private void admitArrivals() {
		Arrival arrival;
		while (!isReplayedEnough() && (arrival = this.pendingJoins.poll(this.handed, this.inbox.isEmpty())) != null) {
			Arrival next = arrival;
			this.replays += (next.resumeAfter() != null) ? 1 : 0;
			guard(next.topics().keySet(), () -> next.admit(this.topics::get, this.hub));
		}
	}

	/** While ticks are late, replays for returning clients must not make them later. */
	private boolean isReplayedEnough() {
		return this.replays >= REPLAYS_WHILE_LATE && this.lag.isBehind();
	}

	private void offer(Frame frame) {
		if (!this.inbox.offer(frame)) {
			this.hub.counters().laneOverflows.increment();
			this.losses.add(frame.topic());
		}
		schedule();
	}

	private void schedule() {
		if (!this.scheduled.get() && this.scheduled.compareAndSet(false, true)) {
			// A loop that has ended drops it. The flag stays up, so that no thread asks
			// again.
			this.loop.execute(this::drain);
		}
	}

	private void drain() {
		try {
			this.losses.look(this.inbox.size());
			admitArrivals();
			drainInbox();
			catchUp();
			if (settle() && this.oldest != null) {
				this.latency.onSent(this.oldest, this.hub.clock());
			}
		}
		finally {
			this.touched.clear();
			this.oldest = null;
			this.replays = 0;
			// The queue is looked at again after the flag is given back: a frame may have
			// come in between, or have been lost.
			this.scheduled.set(false);
			if (!this.inbox.isEmpty() || !this.losses.isEmpty() || !this.pendingJoins.isEmpty()) {
				schedule();
			}
		}
	}

	/** Sends what the drain has gathered. True where there was anything to send. */
	private boolean settle() {
		boolean sends = !this.touched.isEmpty() || this.topics.groups().isTouched();
		this.topics.groups().settle();
		this.touched.forEach(Outbox::settle);
		return sends;
	}

	private void drainInbox() {
		Frame frame;
		int drained = 0;
		while (drained < DRAIN_LIMIT && !this.losses.areDue(this.inbox) && (frame = this.inbox.poll()) != null) {
			drained++;
			this.handed++;
			this.losses.onHanded();
			LaneTopic topic = this.topics.get(frame.topic());
			if (topic != null) {
				if (this.oldest == null && frame instanceof TickFrame tick && !tick.isBackfilled()) {
					this.oldest = tick;
					this.lag.onDrain(tick);
				}
				hand(topic, frame);
			}
			if (!this.pendingJoins.isEmpty()) {
				admitArrivals();
			}
		}
	}

	/** Tells clients of the holes that are due, and of what followed them. */
	private void catchUp() {
		if (this.losses.areDue(this.inbox)) {
			this.losses.tell((lossy) -> {
				LaneTopic topic = this.topics.get(lossy);
				if (topic != null) {
					guard(lossy, () -> resync(topic));
				}
			});
		}
	}

	private void resync(LaneTopic topic) {
		topic.resync(this.touched::add);
		TickFrame last = topic.last();
		if (last != null) {
			this.hub.onDisorder(last.receivedMicros());
		}
	}

	private void hand(LaneTopic topic, Frame frame) {
		try {
			topic.onFrame(frame, this.toTouched);
		}
		catch (RuntimeException ex) {
			onFailure(frame.topic(), ex);
			// A client may not have got it: let the hole be told.
			this.losses.add(frame.topic());
		}
	}

	/** A bug in some topics' frames must not cost the lane's other clients theirs. */
	private void guard(Object topics, Runnable work) {
		try {
			work.run();
		}
		catch (RuntimeException ex) {
			onFailure(topics, ex);
		}
	}

	private void onFailure(Object topics, RuntimeException ex) {
		this.hub.counters().failures.increment();
		log.atError().addKeyValue("topics", topics).setCause(ex).log("A frame could not be handed on");
	}

}
