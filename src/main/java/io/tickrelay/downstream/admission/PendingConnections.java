package io.tickrelay.downstream.admission;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.tickrelay.tick.Counts;
import io.tickrelay.downstream.access.DescriptorWatch;
import io.tickrelay.downstream.access.Descriptors;
import io.tickrelay.downstream.access.ForwardedClients;
import io.tickrelay.downstream.access.Subnet;
import io.tickrelay.downstream.http.LoopClocks;
import io.tickrelay.tick.LowerCase;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.server.HttpServer;

import org.springframework.boot.reactor.netty.NettyServerCustomizer;

/**
 * Bounds what connections cost that are no clients, or not yet: how many there are, and
 * how long each may take for a request. Without a bound, a client that only opens
 * sockets, or dribbles a request into one, could take every file descriptor of the
 * process. Safe for any thread.
 *
 * <pre>
 *  accepted ─▶ request ─▶ client ─▶ end      no deadline while a client is served
 *     │          ▲  │
 *     │          │  ▼
 *     │        answered ─▶ end: no request for idle-timeout, or its answer is not
 *     │                      taken for so long ({@link AnswerLimiterFilter})
 *     └─▶ end: no whole request within handshake-timeout, or one too many, in all,
 *          of its address, or for the process's file descriptors
 * </pre>
 */
public final class PendingConnections implements NettyServerCustomizer {

	private static final Duration LITTLE_PATIENCE = Duration.ofSeconds(2);

	private final int most;

	private final int mostOfOneSite;

	private final Duration handshakeTimeout;

	private final Duration idleTimeout;

	private final DecodeFailureResponses unreadable;

	private final StreamEntrance entrance;

	private final ForwardedClients addresses;

	private final LoopClocks clocks;

	private final Descriptors descriptors;

	private final AtomicInteger waiting = new AtomicInteger();

	/** How many are waiting of each site, as many sites as connections at the most. */
	private final Counts<Subnet> sites = Counts.concurrent();

	private final Map<End, LongAdder> ended = new EnumMap<>(End.class);

	/** Why a connection was ended without becoming a client's. */
	enum End implements LowerCase {

		/** It took too long for a request. */
		TIMEOUT,
		/** It had an answer and sent no other request. */
		IDLE,
		/** There were as many as may be, in all or of its address. */
		FULL,
		/** It did not take its answer. */
		UNREAD

	}

	/**
	 * Creates an account without connections.
	 * @param limits deadlines and bounds
	 * @param unreadable answers what can't be read
	 * @param entrance lets plain requests in
	 * @param addresses knows whom a limit of one address spares
	 * @param clocks the time of each loop
	 * @param descriptors bounds all connections
	 */
	public PendingConnections(LimitProperties limits, DecodeFailureResponses unreadable, StreamEntrance entrance,
			ForwardedClients addresses, LoopClocks clocks, Descriptors descriptors) {
		this.most = limits.maxHandshakes();
		this.mostOfOneSite = limits.maxHandshakesPerAddress();
		this.handshakeTimeout = limits.handshakeTimeout();
		this.idleTimeout = limits.idleTimeout();
		this.unreadable = unreadable;
		this.entrance = entrance;
		this.addresses = addresses;
		this.clocks = clocks;
		this.descriptors = descriptors;
		for (End end : End.values()) {
			this.ended.put(end, new LongAdder());
		}
	}

	@Override
	public HttpServer apply(HttpServer server) {
		return server.doOnChannelInit((observer, channel, address) -> receive(channel)).doOnBound((bound) -> {
			this.descriptors.onListening();
			bound.channel().pipeline().addFirst(new DescriptorWatch(this.descriptors, () -> onEnded(End.FULL)));
		});
	}

	/**
	 * How many connections are no clients, or not yet.
	 * @return those whose request is being answered included
	 */
	public int waiting() {
		return this.waiting.get();
	}

	/**
	 * Connections ended without having become a client's.
	 * @param visitor takes each cause with its total
	 */
	public void eachEnded(BiConsumer<String, LongAdder> visitor) {
		this.ended.forEach((end, total) -> visitor.accept(end.text(), total));
	}

	LoopClocks clocks() {
		return this.clocks;
	}

	Duration handshakeTimeout() {
		return patience(this.handshakeTimeout);
	}

	Duration idleTimeout() {
		return patience(this.idleTimeout);
	}

	StreamEntrance entrance() {
		return this.entrance;
	}

	DecodeFailureResponses unreadable() {
		return this.unreadable;
	}

	/**
	 * One more is no client, or not yet.
	 * @param site whose it is; null for a trusted proxy's
	 * @return whether there is room for it
	 */
	boolean onWaiting(@Nullable Subnet site) {
		boolean room = this.waiting.incrementAndGet() <= this.most;
		return (site == null || this.sites.add(site) <= this.mostOfOneSite) && room;
	}

	void onWaitingNoMore(@Nullable Subnet site) {
		this.waiting.decrementAndGet();
		if (site != null) {
			this.sites.remove(site);
		}
	}

	/** What is kept for newcomers has to last for health checks, too. */
	private Duration patience(Duration usual) {
		return (this.descriptors.areScarce() && usual.compareTo(LITTLE_PATIENCE) > 0) ? LITTLE_PATIENCE : usual;
	}

	void onEnded(End end) {
		LongAdder total = this.ended.get(end);
		if (total != null) {
			total.increment();
		}
	}

	private void receive(Channel channel) {
		Subnet site = this.addresses.siteOf(channel.remoteAddress());
		if (onWaiting(site)) {
			leaveTheTimeToUs(channel);
			PendingConnection.receive(channel, this, site);
		}
		else {
			onWaitingNoMore(site);
			onEnded(End.FULL);
			channel.close();
		}
	}

	/** A whole request includes its TLS; of a standstill the handler knows nothing. */
	private static void leaveTheTimeToUs(Channel channel) {
		SslHandler tls = channel.pipeline().get(SslHandler.class);
		if (tls != null) {
			tls.setHandshakeTimeoutMillis(0);
		}
	}

}
