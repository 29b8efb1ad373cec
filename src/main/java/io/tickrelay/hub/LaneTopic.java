package io.tickrelay.hub;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

import io.tickrelay.hub.StreamStatus.State;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

/**
 * One topic as one lane sees it: who of the lane's clients wants it, and how far the lane
 * has told its story. Newcomers are told the lane's last value, not the stream's, because
 * what the stream has said since is still in the lane's queue and will reach them with
 * everybody else. Lives on the lane's loop.
 */
final class LaneTopic {

	private final TopicStream stream;

	private final RelayClock clock;

	private final HubCounters counters;

	private final Map<Outbox, Delivery> clients = new LinkedHashMap<>();

	private final LaneSubscriber subscriber;

	private final LaneOutages outages;

	private @Nullable TickFrame last;

	private StatusFrame status;

	/**
	 * Subscribes first and reads the stream's state afterwards: what is in neither does
	 * not exist (see {@link TopicStream}).
	 */
	LaneTopic(TopicStream stream, RelayClock clock, HubCounters counters, Consumer<Frame> inbox) {
		this.stream = stream;
		this.clock = clock;
		this.counters = counters;
		this.subscriber = new LaneSubscriber(inbox);
		stream.frames().subscribe(this.subscriber);
		this.last = stream.last();
		this.status = stream.status();
		this.outages = new LaneOutages(stream, this.last);
	}

	void join(Outbox client, Delivery delivery, boolean snapshot) {
		Delivery before = this.clients.put(client, delivery);
		if (before != null) {
			return;
		}
		this.outages.onJoined(client, this.last);
		TickFrame lastTick = this.last;
		if (snapshot && lastTick != null) {
			TickFrame shown = lastTick.shown();
			client.deliverSnapshot(shown, this.clock.ageMs(shown.receivedMicros()), delivery);
		}
		if (this.status.status().state() != State.LIVE) {
			client.deliver(this.status.retold(this.clock.millis(), this.stream.lastTickAgeMs()), delivery);
		}
	}

	void leave(Outbox client) {
		if (this.clients.remove(client) != null) {
			this.outages.onLeft(client);
			client.forget(this.status.topic());
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
			// Left in the lane's queue by the stream's former life, whose numbers say
			// nothing here.
			return;
		}
		switch (frame) {
			case TickFrame tick -> onTick(tick, touched);
			case StatusFrame edge -> {
				if (edge.edge() > this.status.edge()) {
					this.status = edge;
					deliver(edge, touched);
				}
			}
			case GapFrame _ -> {
				// Gaps are made here, where it is known who misses what.
			}
		}
	}

	/** The lane lost frames: catches up with the stream and tells what is missing. */
	void resync(Consumer<Outbox> touched) {
		// Read in this order, the status is no older than the tick: one that ended an
		// outage is told after "live".
		TickFrame newest = this.stream.last();
		onFrame(this.stream.status(), touched);
		if (newest != null) {
			onTick(newest, touched);
		}
	}

	private void onTick(TickFrame tick, Consumer<Outbox> touched) {
		long told = (this.last == null) ? 0 : this.last.seq();
		if (tick.seq() <= told) {
			return;
		}
		if (tick.seq() > told + 1) {
			deliverHole(tick.topic(), told + 1, tick.seq() - 1, touched);
		}
		Outage outage = this.outages.untold(tick);
		if (outage != null) {
			deliverOutage(outage, touched);
		}
		this.last = tick;
		deliver(tick, touched);
	}

	private void deliver(Frame frame, Consumer<Outbox> touched) {
		this.counters.deliveries.add(this.clients.size());
		this.clients.forEach((client, delivery) -> {
			client.deliver(frame, delivery);
			touched.accept(client);
		});
	}

	private void deliverHole(Topic topic, long fromSeq, long toSeq, Consumer<Outbox> touched) {
		GapFrame gap = new GapFrame(topic, this.stream.life(), GapCause.SLOW_CONSUMER, fromSeq, toSeq);
		// To a conflating client a jump of the number is no loss: it asked for the
		// newest.
		this.clients.forEach((client, delivery) -> {
			if (delivery instanceof Delivery.All) {
				client.deliver(gap, delivery);
				touched.accept(client);
			}
		});
	}

	private void deliverOutage(Outage outage, Consumer<Outbox> touched) {
		GapFrame all = this.outages.gap(outage, this.last);
		this.clients.forEach((client, delivery) -> {
			GapFrame gap = this.outages.gapFor(client, outage, all);
			if (gap != null) {
				client.deliver(gap, delivery);
				touched.accept(client);
			}
		});
		this.outages.onTold(outage);
	}

	/** Carries frames from the business's loop to the lane's queue. */
	private static final class LaneSubscriber implements CoreSubscriber<Frame> {

		private final Consumer<Frame> inbox;

		private @Nullable Subscription subscription;

		LaneSubscriber(Consumer<Frame> inbox) {
			this.inbox = inbox;
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			this.subscription = subscription;
			subscription.request(Long.MAX_VALUE);
		}

		@Override
		public void onNext(Frame frame) {
			this.inbox.accept(frame);
		}

		@Override
		public void onError(Throwable error) {
			// A topic's sink is never ended; it becomes garbage when nobody wants it.
		}

		@Override
		public void onComplete() {
			// As above.
		}

		void cancel() {
			if (this.subscription != null) {
				this.subscription.cancel();
			}
		}

	}

}
