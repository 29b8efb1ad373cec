package io.tickrelay.downstream.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

import io.netty.channel.Channel;
import io.tickrelay.demand.Demand;
import io.tickrelay.downstream.admission.PendingConnection;
import io.tickrelay.downstream.contract.Caller;
import io.tickrelay.downstream.contract.Credentials;
import io.tickrelay.downstream.contract.DisconnectReason;
import io.tickrelay.downstream.contract.DownstreamCounters;
import io.tickrelay.downstream.contract.ErrorCode;
import io.tickrelay.downstream.contract.GoAway;
import io.tickrelay.downstream.contract.Refusal;
import io.tickrelay.downstream.contract.Transport;
import io.tickrelay.downstream.http.LoopClocks;
import io.tickrelay.hub.WireFormat;
import io.tickrelay.hub.lane.LaneLoop;
import io.tickrelay.hub.lane.Lanes;
import io.tickrelay.hub.lane.LoopClock;
import io.tickrelay.hub.outbox.Outbox;
import io.tickrelay.hub.outbox.OutboxLimits;
import io.tickrelay.hub.outbox.OutboxPool;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpStatus;

/**
 * Opens clients' sessions, knows those that are open, and takes leave of them all when
 * the relay stops. Safe for any thread; a session is opened on its channel's loop.
 */
public final class Clients {

	private static final int CONTROL_MESSAGES = 256;

	private static final int TENTH = 10;

	// A timer can't be set for ever. By then every connection has ended otherwise.
	private static final long LONGEST_TIMER_MS = Duration.ofDays(3650).toMillis();

	private final Demand demand;

	private final Lanes lanes;

	private final OutboxPool pool;

	private final DownstreamProperties properties;

	private final StreamQuota room;

	private final Duration maxAge;

	private final DownstreamCounters counters;

	private final Credentials credentials;

	private final LoopClocks clocks;

	private final AtomicLong opened = new AtomicLong();

	// As many as there are channels.
	private final Map<ClientSession, Channel> open = new ConcurrentHashMap<>();

	private final CompletableFuture<Void> drained = new CompletableFuture<>();

	// Written by the thread that stops the relay; tells each loop to turn newcomers away.
	private volatile boolean draining;

	/**
	 * Creates the factory.
	 * @param demand where sessions hold their leases
	 * @param lanes where sessions get their frames from
	 * @param pool what waits in outboxes
	 * @param properties limits of one session
	 * @param room the streams of all sessions
	 * @param maxAge how long a session may last; zero for ever
	 * @param counters what sessions count in
	 * @param credentials whether those of clients still stand
	 * @param clocks that their deadlines are counted by
	 */
	public Clients(Demand demand, Lanes lanes, OutboxPool pool, DownstreamProperties properties, StreamQuota room,
			Duration maxAge, DownstreamCounters counters, Credentials credentials, LoopClocks clocks) {
		this.demand = demand;
		this.lanes = lanes;
		this.pool = pool;
		this.properties = properties;
		this.room = room;
		this.maxAge = maxAge;
		this.counters = counters;
		this.credentials = credentials;
		this.clocks = clocks;
	}

	/**
	 * Opens a session without streams. Close it on every way its channel can end.
	 * @param caller who the client is
	 * @param transport how the client is connected
	 * @param channel its socket; {@link ClientSession#link} is to be added to its
	 * pipeline
	 * @param format what it reads
	 * @return the session
	 */
	public ClientSession open(Caller caller, Transport transport, Channel channel, WireFormat format) {
		OutboxLimits limits = new OutboxLimits(this.properties.queueFrames(), this.properties.queueBytes().toBytes(),
				CONTROL_MESSAGES);
		HeldStreams streams = new HeldStreams(this.demand.lease(),
				caller.entitlements().maxStreams(this.properties.maxStreams()), this.room);
		LoopClock clock = this.clocks.of(channel.eventLoop());
		ClientSession session = new ClientSession("c-" + this.opened.incrementAndGet(), caller, transport,
				this.lanes.of(channel.eventLoop()),
				(owner) -> new NettyLink(channel, owner, this.properties.writeTimeout(), clock),
				(link) -> new Outbox(format, link, limits, this.pool), streams, this.counters, this::onClosed, clock);
		this.open.put(session, channel);
		PendingConnection.onClient(channel);
		// Ahead of what may end the session at once, and then cancels this.
		limitLifetime(session, channel);
		// Looked at after it was written down: either this sees that the relay stops, or
		// drain() sees the session.
		if (this.draining) {
			session.end(DisconnectReason.DRAINING);
		}
		review(session);
		return session;
	}

	/** Clients that came together shall not have to leave together. */
	private long someAgeMs() {
		long ageMs = this.maxAge.toMillis();
		return ageMs + ThreadLocalRandom.current().nextLong(ageMs / TENTH + 1);
	}

	/**
	 * Looks at all clients' credentials once more and ends the sessions of those that do
	 * not stand any longer. Returns at once.
	 */
	public void review() {
		this.open.forEach((session, channel) -> {
			if (this.credentials.objection(session.caller()) != null) {
				onLoop(channel, () -> review(session));
			}
		});
	}

	// As above: either this sees that the credential has changed, or review() the
	// session.
	private void review(ClientSession session) {
		DisconnectReason objection = this.credentials.objection(session.caller());
		if (objection != null) {
			session.end(objection);
		}
	}

	/** Until its credential ends, or until it is old, whichever comes first. */
	private void limitLifetime(ClientSession session, Channel channel) {
		Instant end = session.caller().expiresAt();
		long credentialMs = (end != null) ? Duration.between(Instant.now(), end).toMillis() : LONGEST_TIMER_MS;
		long ageMs = this.maxAge.isZero() ? LONGEST_TIMER_MS : someAgeMs();
		if (Math.min(credentialMs, ageMs) < LONGEST_TIMER_MS) {
			session.endAfter(channel.eventLoop(), Math.clamp(credentialMs, 0, ageMs),
					(credentialMs <= ageMs) ? DisconnectReason.BAD_CREDENTIALS : DisconnectReason.MAX_AGE);
		}
	}

	private static void onLoop(Channel channel, Runnable task) {
		LaneLoop.of(channel.eventLoop()).execute(task);
	}

	/**
	 * Ends all sessions, each at a moment of its own within a window, and each that is
	 * opened from now on at once.
	 * @param window over which the clients go, so that they don't all come back together
	 * @return completes when all of them are closed
	 */
	public Mono<Void> drain(Duration window) {
		this.draining = true;
		this.open.forEach((session, channel) -> {
			Duration delay = Duration.ofMillis(ThreadLocalRandom.current().nextLong(window.toMillis() + 1));
			try {
				this.clocks.expect(channel, delay, () -> session.end(session.transport().goingAway()));
			}
			catch (RejectedExecutionException ex) {
				// The loop has stopped, and its clients with it.
			}
		});
		completeWhenDrained();
		return Mono.fromFuture(this.drained, true);
	}

	/**
	 * What to tell a newcomer whom the relay has no time for.
	 * @return null while the relay is not about to stop
	 */
	public @Nullable Refusal drainRefusal() {
		if (!this.draining) {
			return null;
		}
		GoAway goAway = GoAway.of(DisconnectReason.DRAINING);
		return new Refusal(goAway.code(), HttpStatus.SERVICE_UNAVAILABLE, Duration.ofMillis(GoAway.someRetryMs()),
				goAway.message());
	}

	/**
	 * How many sessions are open.
	 * @return those that are about to end included
	 */
	public int count() {
		return this.open.size();
	}

	private void onClosed(ClientSession session) {
		Channel channel = this.open.remove(session);
		if (channel != null) {
			PendingConnection.onClientGone(channel);
		}
		completeWhenDrained();
	}

	private void completeWhenDrained() {
		if (this.draining && this.open.isEmpty()) {
			this.drained.complete(null);
		}
	}

	/**
	 * Counts a request that was refused before it became a session.
	 * @param code why
	 */
	public void onRefused(ErrorCode code) {
		this.counters.onError(code);
	}

}
