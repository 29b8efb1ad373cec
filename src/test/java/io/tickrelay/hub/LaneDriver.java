package io.tickrelay.hub;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

import io.tickrelay.hub.clock.RelayClock;
import io.tickrelay.hub.lane.Lane;
import io.tickrelay.hub.lane.LatencyMeter;
import io.tickrelay.hub.lane.SubscribeOptions;
import io.tickrelay.hub.lane.TestLoop;
import io.tickrelay.hub.outbox.Delivery;
import io.tickrelay.hub.outbox.Outbox;
import io.tickrelay.hub.outbox.OutboxLimits;
import io.tickrelay.hub.outbox.OutboxPool;
import io.tickrelay.hub.outbox.RecordingLink;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Topic;

/**
 * A hub with one lane whose loop runs by hand, and the events that may happen to them.
 */
public final class LaneDriver {

	/**
	 * The capacity of a lane: more than any test fills, unless the test is about that.
	 */
	public static final ReplayLimits REPLAY = new ReplayLimits(1_000_000, 1 << 30, Duration.ofHours(1), 1 << 30,
			1_000_000);

	/** Takes the result for clients that resume nothing. */
	public static final Function<Resumption, byte[]> NO_ANSWER = (resumption) -> {
		throw new AssertionError("Nobody asked to resume: " + resumption);
	};

	public final Ticks.HandClock time = new Ticks.HandClock();

	public final TickHub hub;

	public final TestLoop loop = new TestLoop();

	public final Lane lane;

	private final TestFormat format = new TestFormat();

	public LaneDriver() {
		this(1024);
	}

	public LaneDriver(int capacity) {
		this(capacity, REPLAY);
	}

	public LaneDriver(int capacity, ReplayLimits replay) {
		this.hub = new TickHub(Set.of(Business.CRYPTO), new RelayClock(this.time), replay);
		this.lane = new Lane(this.hub, this.loop, capacity, LatencyMeter.NONE);
	}

	/** A client joins and wants last values. */
	public Client join(Delivery delivery, Topic topic) {
		Client client = new Client(new RecordingLink());
		this.lane.join(client.outbox(), List.of(topic), new SubscribeOptions(delivery, true, null), NO_ANSWER);
		return client;
	}

	public Client join(Topic topic) {
		return join(Delivery.ALL, topic);
	}

	public void leave(Client client, Topic topic) {
		this.lane.leave(client.outbox(), List.of(topic));
	}

	public void tick(Topic topic) {
		this.hub.onTick(Ticks.of(topic));
		this.loop.run();
	}

	public void feed(FeedState state) {
		this.hub.onFeed(Business.CRYPTO, state);
		this.loop.run();
	}

	void standing(Topic topic, TopicCondition topicCondition) {
		this.hub.onStanding(topic, topicCondition);
		this.loop.run();
	}

	/** A client whose socket stands still or moves as its link says. */
	public final class Client {

		private final RecordingLink link;

		private final Outbox outbox;

		public Client(RecordingLink link) {
			this.link = link;
			this.outbox = new Outbox(LaneDriver.this.format, link, new OutboxLimits(1000, 1_000_000, 16),
					new OutboxPool(1 << 30, LaneDriver.this.hub.counters()));
		}

		public Outbox outbox() {
			return this.outbox;
		}

		/** The messages that the client got since the last look. */
		public List<Object> heard() {
			List<Object> heard = List.copyOf(this.link.messages);
			this.link.messages.clear();
			return heard;
		}

		public boolean isFlushed() {
			return this.link.isFlushed();
		}

		public void stopReading() {
			this.link.writable = false;
		}

		public void resumeReading() {
			this.link.writable = true;
			this.outbox.onWritable();
		}

	}

}
