package io.tickrelay.hub.lane;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.tickrelay.hub.Frame;
import io.tickrelay.hub.GapCause;
import io.tickrelay.hub.GapFrame;
import io.tickrelay.hub.HubCounters;
import io.tickrelay.hub.Outage;
import io.tickrelay.hub.clock.RelayClock;
import io.tickrelay.hub.ReplayRing;
import io.tickrelay.hub.StatusFrame;
import io.tickrelay.hub.StreamStatus.State;
import io.tickrelay.hub.TickFrame;
import io.tickrelay.hub.TopicStream;
import io.tickrelay.hub.outbox.Delivery;
import io.tickrelay.hub.outbox.Group;
import io.tickrelay.hub.outbox.Outbox;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;

/**
 * One topic as one lane sees it: the lane's clients that want it, and the last frames
 * that the lane has told. A joining client is told the lane's last value, not the
 * stream's. The stream's later frames are still in the lane's queue and will reach it
 * with all others. Lives on the lane's loop.
 */
final class LaneTopic {

	private final TopicStream stream;

	private final RelayClock clock;

	private final Map<Outbox, Delivery> clients = new LinkedHashMap<>();

	private final Groups groups;

	/** The clients that get every update as it comes, as far as they keep up. */
	private final Set<Group> prompt = new LinkedHashSet<>();

	/** The clients that asked for a rate, by their rate. */
	private final RatedClients paced;

	private final LaneSubscriber subscriber;

	private final LaneOutages outages;

	private @Nullable TickFrame last;

	private StatusFrame status;

	/**
	 * Subscribes first and reads the stream's state afterwards. No frame is then missing
	 * in both (see {@link TopicStream}).
	 */
	LaneTopic(TopicStream stream, RelayClock clock, HubCounters counters, Paces paces, Groups groups,
			Consumer<Frame> inbox) {
		this.stream = stream;
		this.clock = clock;
		this.paced = new RatedClients(paces, counters);
		this.groups = groups;
		this.subscriber = new LaneSubscriber(inbox);
		stream.frames().subscribe(this.subscriber);
		this.last = stream.last();
		this.status = stream.status();
		this.outages = new LaneOutages(this.last);
	}

	Topic topic() {
		return this.status.topic();
	}

	/** The last tick that the lane has told. */
	@Nullable TickFrame last() {
		return this.last;
	}

	/** When the last known value was received; 0 where there is none. */
	long shownMicros() {
		TickFrame lastTick = this.last;
		return (lastTick == null) ? 0 : lastTick.shown().receivedMicros();
	}

	ReplayRing past() {
		return this.stream.past();
	}

	int outagesBegun() {
		return this.stream.outagesBegun();
	}

	/** How a client wants the stream; null where it does not have it. */
	@Nullable Delivery delivery(Outbox client) {
		return this.clients.get(client);
	}

	/**
	 * Lets a client in, or changes how it wants the stream.
	 * @param client the client
	 * @param delivery how the client wants the stream
	 * @param outages how many outages the stream had had when the client came; null for
	 * one that has got all that was told so far, as if it had never been away
	 * @return whether the client is new to the topic
	 */
	boolean enter(Outbox client, Delivery delivery, @Nullable Integer outages) {
		Delivery before = this.clients.put(client, delivery);
		if (before == null && outages != null) {
			this.outages.onJoined(client, outages, this.last);
		}
		if (!delivery.equals(before)) {
			if (before instanceof Delivery.Rated(int perSecond)) {
				// An update that waits for an edge would be lost.
				this.paced.catchUp(client, perSecond);
			}
			quit(client, before);
			switch (delivery) {
				case Delivery.All _, Delivery.Conflate _ -> this.groups.enter(client, this, delivery);
				case Delivery.Rated(int perSecond) -> this.paced.add(client, perSecond);
			}
		}
		return before == null;
	}

	/** Sends the last known value, if there is one. */
	void showLast(Outbox client, Delivery delivery) {
		TickFrame lastTick = this.last;
		if (lastTick != null) {
			TickFrame shown = lastTick.shown();
			client.deliverSnapshot(shown, () -> this.clock.ageMs(shown.receivedMicros()), delivery);
		}
	}

	/** Tells a joining client the state, unless the stream is simply live. */
	void tellState(Outbox client, Delivery delivery) {
		if (this.status.status().state() != State.LIVE) {
			client.deliver(this.status.retold(this.clock.steadyMillis(), this.stream.lastTickAgeMs()), delivery);
		}
	}

	/** A group wants the stream. */
	void add(Group group) {
		this.prompt.add(group);
	}

	/** A group wants it no longer. */
	void remove(Group group) {
		this.prompt.remove(group);
	}

	void leave(Outbox client) {
		Delivery delivery = this.clients.remove(client);
		if (delivery != null) {
			quit(client, delivery);
			this.outages.onLeft(client);
		}
	}

	boolean isDeserted() {
		return this.clients.isEmpty();
	}

	void close() {
		this.subscriber.cancel();
	}

	void onFrame(Frame frame, Consumer<Outbox> touched) {
		if (frame.life() != this.stream.life()) {
			// The frame is of the stream's former life, whose numbers say nothing here.
			return;
		}
		switch (frame) {
			case TickFrame tick -> onTick(tick, touched);
			case StatusFrame edge -> {
				if (edge.edge() > this.status.edge()) {
					this.status = edge;
					tell(edge, touched);
				}
			}
			case GapFrame _ -> {
				// The lane makes gaps itself, because it knows what each client misses.
			}
		}
	}

	/** The lane lost frames: catches up with the stream and tells what is missing. */
	void resync(Consumer<Outbox> touched) {
		// The tick is read first, so the status is no older. A tick that ended an outage
		// is then told after "live".
		TickFrame newest = this.stream.last();
		onFrame(this.stream.status(), touched);
		if (newest != null) {
			onTick(newest, touched);
		}
	}

	private void quit(Outbox client, @Nullable Delivery delivery) {
		switch (delivery) {
			case Delivery.All _, Delivery.Conflate _ -> this.groups.quit(client, this);
			case Delivery.Rated(int perSecond) -> this.paced.remove(client, perSecond);
			case null -> {
				// It is new here.
			}
		}
	}

	private void onTick(TickFrame tick, Consumer<Outbox> touched) {
		long told = toldSeq();
		if (tick.seq() <= told) {
			return;
		}
		if (tick.seq() > told + 1 && tick.tick() instanceof Tick.Kline) {
			tellMissedBars(told, tick.seq() - 1, touched);
		}
		tellTick(tick, touched);
	}

	private void tellTick(TickFrame tick, Consumer<Outbox> touched) {
		long told = toldSeq();
		if (tick.seq() > told + 1) {
			tellHole(told + 1, tick.seq() - 1, Delivery.All.class::isInstance, touched);
		}
		Outage outage = this.outages.untold(tick);
		if (outage != null) {
			tellOutage(outage, touched);
		}
		this.last = tick;
		deliver(tick);
		this.paced.onTick(tick);
	}

	/**
	 * The lane lost ticks of bars. A later tick stands for those of its own bar alone, so
	 * the newest of each other bar is told before it.
	 */
	private void tellMissedBars(long told, long upTo, Consumer<Outbox> touched) {
		ReplayRing.Past missed = past().barsBetween(told, upTo);
		if (!missed.whole()) {
			this.paced.flush(touched);
			tellHole(told + 1, Math.min(missed.seqBefore(), upTo), (delivery) -> !(delivery instanceof Delivery.All),
					touched);
		}
		missed.ticks().forEach((bar) -> tellTick(bar, touched));
	}

	private long toldSeq() {
		return (this.last == null) ? this.stream.seqBefore() : this.last.seq();
	}

	private void tell(StatusFrame edge, Consumer<Outbox> touched) {
		deliver(edge);
		this.paced.tell(edge, touched);
	}

	private void deliver(Frame frame) {
		for (Group group : this.prompt) {
			group.onFrame(frame);
		}
	}

	/**
	 * To a conflating client a jump of the number is no loss by itself: it asked for the
	 * newest.
	 */
	private void tellHole(long fromSeq, long toSeq, Predicate<Delivery> whose, Consumer<Outbox> touched) {
		GapFrame gap = new GapFrame(topic(), this.stream.life(), GapCause.RELAY_BEHIND, fromSeq, toSeq);
		this.clients.forEach((client, delivery) -> {
			if (whose.test(delivery)) {
				client.deliver(gap, delivery);
				touched.accept(client);
			}
		});
	}

	private void tellOutage(Outage outage, Consumer<Outbox> touched) {
		GapFrame all = this.outages.gap(outage, this.last);
		this.paced.flush(touched);
		this.clients.forEach((client, delivery) -> {
			GapFrame gap = this.outages.gapFor(client, outage, all);
			if (gap != null) {
				client.deliver(gap, delivery);
				touched.accept(client);
			}
		});
		this.outages.onTold(outage);
	}

}
