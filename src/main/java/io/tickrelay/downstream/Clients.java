package io.tickrelay.downstream;

import java.util.concurrent.atomic.AtomicLong;

import io.netty.channel.Channel;
import io.tickrelay.demand.Demand;
import io.tickrelay.hub.Lanes;
import io.tickrelay.hub.Outbox;
import io.tickrelay.hub.OutboxLimits;
import io.tickrelay.hub.OutboxPool;
import io.tickrelay.hub.WireFormat;

/**
 * Opens clients' sessions. Safe for any thread; a session is opened on its channel's
 * loop.
 */
public final class Clients {

	private static final int CONTROL_MESSAGES = 256;

	private final Demand demand;

	private final Lanes lanes;

	private final OutboxPool pool;

	private final DownstreamProperties properties;

	private final DownstreamCounters counters;

	private final AtomicLong opened = new AtomicLong();

	/**
	 * Creates the factory.
	 * @param demand where sessions hold their leases
	 * @param lanes where sessions get their frames from
	 * @param pool what waits in outboxes
	 * @param properties limits
	 * @param counters what sessions count in
	 */
	public Clients(Demand demand, Lanes lanes, OutboxPool pool, DownstreamProperties properties,
			DownstreamCounters counters) {
		this.demand = demand;
		this.lanes = lanes;
		this.pool = pool;
		this.properties = properties;
		this.counters = counters;
	}

	/**
	 * Opens a session without streams. Close it on every way its channel can end.
	 * @param transport how the client is connected
	 * @param link the way to its socket; not yet in the channel's pipeline
	 * @param format what it reads
	 * @return the session
	 */
	public ClientSession open(Transport transport, NettyLink link, WireFormat format) {
		OutboxLimits limits = new OutboxLimits(this.properties.queueFrames(), this.properties.queueBytes().toBytes(),
				CONTROL_MESSAGES);
		Outbox outbox = new Outbox(format, link, limits, this.pool);
		Channel channel = link.channel();
		ClientSession session = new ClientSession("c-" + this.opened.incrementAndGet(), transport,
				this.lanes.of(channel.eventLoop()), outbox, this.demand.lease(), this.properties.maxStreams(),
				this.counters);
		link.serve(session, this.properties.writeTimeout());
		return session;
	}

	/**
	 * Counts a request that was refused before it became a session.
	 * @param code why
	 */
	public void onRefused(ErrorCode code) {
		this.counters.onError(code);
	}

}
