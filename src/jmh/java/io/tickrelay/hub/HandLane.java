package io.tickrelay.hub;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.tickrelay.downstream.wire.MessageEncoder;
import io.tickrelay.downstream.wire.WebSocketFormat;
import io.tickrelay.hub.clock.RelayClock;
import io.tickrelay.hub.lane.Lane;
import io.tickrelay.hub.lane.LatencyMeter;
import io.tickrelay.hub.lane.SubscribeOptions;
import io.tickrelay.hub.outbox.Delivery;
import io.tickrelay.hub.outbox.Outbox;
import io.tickrelay.hub.outbox.OutboxLimits;
import io.tickrelay.hub.outbox.OutboxPool;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Topic;

/**
 * A hub and one lane of it on the benchmark's thread, with the relay's default bounds. The clients speak WebSocket.
 */
final class HandLane {

	private static final int MEBIBYTE = 1024 * 1024;

	private static final ReplayLimits REPLAY = new ReplayLimits(10_000, 8 * MEBIBYTE, Duration.ofMinutes(2),
			64 * MEBIBYTE, 20_000);

	private static final OutboxLimits LIMITS = new OutboxLimits(4096, MEBIBYTE, 16);

	private final TickHub hub = new TickHub(Set.of(Business.CRYPTO),
			new RelayClock(InstantSource.system(), System::nanoTime), REPLAY);

	private final HandLoop loop = new HandLoop();

	private final Lane lane = new Lane(this.hub, this.loop, 65_536, LatencyMeter.NONE);

	private final OutboxPool pool = new OutboxPool(64 * MEBIBYTE, this.hub.counters());

	private final WireFormat format = new WebSocketFormat(new MessageEncoder());

	private final List<CountingLink> links = new ArrayList<>();

	/** A client comes, whose socket takes everything or nothing. */
	void join(List<Topic> topics, Delivery delivery, boolean writable) {
		CountingLink link = new CountingLink(writable);
		topics.forEach(this.hub::added);
		this.lane.join(new Outbox(this.format, link, LIMITS, this.pool), topics, new SubscribeOptions(delivery, true, null),
				(resumption) -> {
					throw new IllegalStateException("Nobody asked to resume");
				});
		this.links.add(link);
	}

	/** No other client comes: those that want the same become one group. */
	void settle() {
		this.loop.run();
		this.loop.runTimers();
	}

	/** A tick's whole way: through the hub and the lane into the links. */
	long tick(Tick tick) {
		this.hub.onTick(tick);
		this.loop.run();
		return this.links.getFirst().bytes();
	}

	/**
	 * Fails where not every tick reached every client: the figures would be of nothing.
	 */
	void verify() {
		HubCounters counters = this.hub.counters();
		// And once that the stream is live.
		long expected = (counters.ticks.sum() + 1) * this.links.size();
		if (counters.deliveries.sum() != expected || counters.failures.sum() + counters.laneOverflows.sum() != 0) {
			throw new IllegalStateException(counters.deliveries + " deliveries and not " + expected);
		}
		if (this.links.stream().anyMatch((link) -> link.isWritable() != link.bytes() > 0)) {
			throw new IllegalStateException("A client got nothing, or something that it could not take");
		}
	}

}
