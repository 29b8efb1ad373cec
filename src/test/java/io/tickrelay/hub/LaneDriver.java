package io.tickrelay.hub;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

import io.tickrelay.tick.Business;
import io.tickrelay.tick.Topic;

/**
 * A hub with one lane whose loop runs by hand, and what may happen to them.
 */
final class LaneDriver {

	/** More than any test fills, unless it is about that. */
	static final ReplayLimits REPLAY = new ReplayLimits(1_000_000, 1 << 30, Duration.ofHours(1), 1 << 30, 1_000_000);

	/** For those who resume nothing. */
	static final Function<Resumption, byte[]> NO_ANSWER = (resumption) -> {
		throw new AssertionError("Nobody asked to resume: " + resumption);
	};

	final Ticks.HandClock time = new Ticks.HandClock();

	final TickHub hub;

	final TestLoop loop = new TestLoop();

	final Lane lane;

	private final TestFormat format = new TestFormat();

	LaneDriver() {
		this(1024);
	}

	LaneDriver(int capacity) {
		this(capacity, REPLAY);
	}

	LaneDriver(int capacity, ReplayLimits replay) {
		this.hub = new TickHub(Set.of(Business.CRYPTO), new RelayClock(this.time), replay);
		this.lane = new Lane(this.hub, this.loop, capacity, LatencyMeter.NONE);
	}

	/** Somebody comes who wants last values. */
	Client join(Delivery delivery, Topic topic) {
		Client client = new Client(new RecordingLink());
		this.lane.join(client.outbox(), List.of(topic), new Terms(delivery, true, null), NO_ANSWER);
		return client;
	}

	Client join(Topic topic) {
		return join(Delivery.ALL, topic);
	}

	void leave(Client client, Topic topic) {
		this.lane.leave(client.outbox(), List.of(topic));
	}

	void tick(Topic topic) {
		this.hub.onTick(Ticks.of(topic));
		this.loop.run();
	}

	void feed(FeedState state) {
		this.hub.onFeed(Business.CRYPTO, state);
		this.loop.run();
	}

	void standing(Topic topic, Standing standing) {
		this.hub.onStanding(topic, standing);
		this.loop.run();
	}

	/** One whose socket stands still or moves as its link says. */
	final class Client {

		private final RecordingLink link;

		private final Outbox outbox;

		Client(RecordingLink link) {
			this.link = link;
			this.outbox = new Outbox(LaneDriver.this.format, link, new OutboxLimits(1000, 1_000_000, 16),
					new OutboxPool(1 << 30, LaneDriver.this.hub.counters()));
		}

		Outbox outbox() {
			return this.outbox;
		}

		/** What the client got since the last look. */
		List<Object> heard() {
			List<Object> heard = List.copyOf(this.link.messages);
			this.link.messages.clear();
			return heard;
		}

		boolean isFlushed() {
			return this.link.isFlushed();
		}

		void stopReading() {
			this.link.writable = false;
		}

		void resumeReading() {
			this.link.writable = true;
			this.outbox.onWritable();
		}

	}

}
