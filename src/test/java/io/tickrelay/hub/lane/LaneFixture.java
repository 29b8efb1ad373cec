package io.tickrelay.hub.lane;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import io.tickrelay.demand.Demand;
import io.tickrelay.demand.DemandLimits;
import io.tickrelay.hub.LaneDriver;
import io.tickrelay.hub.clock.RelayClock;
import io.tickrelay.hub.StreamStatus.Cause;
import io.tickrelay.hub.TestFormat;
import io.tickrelay.hub.TestFormat.Status;
import io.tickrelay.hub.TickHub;
import io.tickrelay.hub.Ticks;
import io.tickrelay.hub.outbox.Delivery;
import io.tickrelay.hub.outbox.Outbox;
import io.tickrelay.hub.outbox.OutboxLimits;
import io.tickrelay.hub.outbox.OutboxPool;
import io.tickrelay.hub.outbox.RecordingLink;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Topic;
import reactor.test.scheduler.VirtualTimeScheduler;

import static io.tickrelay.hub.LaneDriver.NO_ANSWER;

/**
 * A lane of two streams on a loop that runs by hand, and its clients.
 */
abstract class LaneFixture {

	static final Topic A = Ticks.crypto("A");

	static final Topic B = Ticks.crypto("B");

	final Ticks.HandClock time = new Ticks.HandClock();

	final TickHub hub = new TickHub(Set.of(Business.CRYPTO, Business.STOCK), new RelayClock(this.time),
			LaneDriver.REPLAY);

	final TestLoop loop = new TestLoop();

	final TestFormat format = new TestFormat();

	Lane lane = new Lane(this.hub, this.loop, 1024, LatencyMeter.NONE);

	Client join(boolean snapshot, Topic... topics) {
		Client client = new Client(this.format);
		this.lane.join(client.outbox, List.of(topics), new SubscribeOptions(Delivery.ALL, snapshot, null), NO_ANSWER);
		return client;
	}

	void tick(Topic topic) {
		this.hub.onTick(Ticks.of(topic));
		this.loop.run();
	}

	Demand demand() {
		Demand demand = new Demand(new DemandLimits(10, 10, Duration.ZERO), VirtualTimeScheduler.create());
		demand.addListener(this.hub);
		return demand;
	}

	static Status pending(Cause cause) {
		return new Status(A.name(), "PENDING", cause.name());
	}

	static Status live() {
		return new Status(A.name(), "LIVE", null);
	}

	final class Client {

		final RecordingLink link = new RecordingLink();

		final Outbox outbox;

		Client(TestFormat format) {
			this.outbox = new Outbox(format, this.link, new OutboxLimits(1000, 1_000_000, 16),
					new OutboxPool(1 << 30, LaneFixture.this.hub.counters()));
		}

	}

}
