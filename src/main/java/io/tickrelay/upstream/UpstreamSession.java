package io.tickrelay.upstream;

import java.net.URI;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.tickrelay.demand.Demand;
import io.tickrelay.hub.TickHub;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Topic;
import io.tickrelay.upstream.wire.ClientFrameEncoder;
import io.tickrelay.upstream.wire.ServerFrame;
import io.tickrelay.upstream.wire.ServerFrameDecoder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.netty.http.client.HttpClient;

/**
 * The shell around one {@link SessionMachine}: turns what happens to the socket, to
 * demand and to the clock into events, and performs the actions that come back.
 * Everything named {@code on…} runs on the session's loop; {@code …Proxy} may be called
 * from anywhere.
 */
final class UpstreamSession implements UpstreamSocket.Owner {

	private static final Logger log = LoggerFactory.getLogger(UpstreamSession.class);

	private static final long AFTER_A_BUG_NS = TimeUnit.SECONDS.toNanos(1);

	private final Business business;

	private final SessionMachine machine;

	private final Link link;

	private final TickHub hub;

	private final Demand demand;

	private final LongSupplier nanoTime;

	private final UpstreamCounters counters = new UpstreamCounters();

	private final Backfill backfill;

	private final ServerFrameDecoder decoder;

	// Any thread: whether a look at demand is on its way to the loop.
	private final AtomicBoolean demandNoted = new AtomicBoolean();

	private byte[] scratch = new byte[4096];

	private @Nullable UpstreamSocket socket;

	private @Nullable Future<?> timer;

	private boolean stopped;

	// Written by the loop after each event; tells health and meters how the session is.
	private volatile SessionView view;

	// Written by the loop at each tick; 0 before the first one.
	private volatile long lastDataNs;

	private volatile boolean dataSeen;

	UpstreamSession(Business business, SessionMachine machine, Link link, TickHub hub, Demand demand,
			LongSupplier nanoTime) {
		this.business = business;
		this.machine = machine;
		this.link = link;
		this.hub = hub;
		this.demand = demand;
		this.nanoTime = nanoTime;
		this.backfill = new Backfill(new RestGround(business, link.loop(), link.rest(), hub), this.counters);
		this.decoder = new ServerFrameDecoder(business, machine::onlyIntervalOf);
		this.view = machine.view(nanoTime.getAsLong());
	}

	/** Demand may have changed: have a look at it soon. */
	void demandChangedProxy() {
		if (this.demandNoted.compareAndSet(false, true)) {
			executeUnlessEnded(this::onDemand);
		}
	}

	/** Closes the socket for good and tells the upstream so. */
	void stopProxy() {
		executeUnlessEnded(() -> {
			this.stopped = true;
			cancelTimer();
			if (this.socket != null) {
				this.socket.close();
			}
		});
	}

	/** Demand outlives the sessions; its holders must not hear of their end. */
	private void executeUnlessEnded(Runnable task) {
		try {
			this.link.loop().execute(task);
		}
		catch (RejectedExecutionException _) {
			// The loop has ended, and with it whatever there was to do.
		}
	}

	Business business() {
		return this.business;
	}

	UpstreamCounters counters() {
		return this.counters;
	}

	SessionView view() {
		return this.view;
	}

	@Nullable Long lastDataNs() {
		return this.dataSeen ? this.lastDataNs : null;
	}

	@Override
	public void onOpened(int number) {
		this.counters.opened.increment();
		on(new SessionEvent.Opened(number));
	}

	@Override
	public void onRefused(int number, int status) {
		on(new SessionEvent.Refused(number, status));
	}

	@Override
	public void onClosed(int number, Failure failure) {
		on(new SessionEvent.Closed(number, failure));
	}

	@Override
	public void onFrame(int number, WebSocketFrame frame) {
		guard(() -> {
			switch (frame) {
				case TextWebSocketFrame text -> onServerFrame(decode(text.content()));
				case PongWebSocketFrame _ -> on(new SessionEvent.Pong());
				default -> onServerFrame(new ServerFrame.Undecodable(ServerFrame.Kind.BINARY));
			}
		});
	}

	/** A bug of ours is loud, and costs one frame instead of the feed. */
	private boolean guard(Runnable work) {
		try {
			work.run();
			return true;
		}
		catch (RuntimeException ex) {
			this.counters.bugs.increment();
			log.atError().addKeyValue("business", this.business).setCause(ex).log("The session met a bug");
			return false;
		}
	}

	private ServerFrame decode(ByteBuf content) {
		int length = content.readableBytes();
		if (length > this.scratch.length) {
			this.scratch = new byte[Math.min(UpstreamSocket.LARGEST_FRAME, Math.max(length, 2 * this.scratch.length))];
		}
		content.getBytes(content.readerIndex(), this.scratch, 0, length);
		return this.decoder.decode(this.scratch, length);
	}

	private void onServerFrame(ServerFrame frame) {
		switch (frame) {
			case ServerFrame.Push(var ticks) -> ticks.forEach(this::onTick);
			case ServerFrame.Welcome _ -> on(new SessionEvent.Greeted());
			case ServerFrame.Ack(String trace) -> on(new SessionEvent.Acked(trace));
			case ServerFrame.Complaint(int code, String trace) -> on(new SessionEvent.Complained(code, trace));
			case ServerFrame.HeartbeatAck _, ServerFrame.Notice _ -> on(new SessionEvent.Heard());
			case ServerFrame.Undecodable(ServerFrame.Kind kind) -> {
				this.counters.onUndecodable(kind);
				on(new SessionEvent.Heard());
			}
		}
	}

	private void onTick(Tick tick) {
		long nowNs = this.nanoTime.getAsLong();
		this.lastDataNs = nowNs;
		this.dataSeen = true;
		this.counters.ticks.increment();
		this.machine.onTick(tick.topic(), nowNs);
		this.backfill.onTick(tick);
	}

	private void onDemand() {
		// First the flag, then the look: a change in between asks for another look.
		this.demandNoted.set(false);
		Set<Topic> wanted = this.demand.wanted(this.business);
		this.backfill.onWanted(wanted);
		on(new SessionEvent.Wanted(wanted));
	}

	private void onTimer() {
		this.timer = null;
		on(new SessionEvent.TimePassed());
	}

	private void on(SessionEvent event) {
		if (this.stopped) {
			return;
		}
		long nowNs = this.nanoTime.getAsLong();
		boolean done = guard(() -> this.machine.on(event, nowNs).forEach(this::perform));
		this.view = this.machine.view(nowNs);
		cancelTimer();
		long delay = done ? this.machine.nextDelayNs(nowNs) : AFTER_A_BUG_NS;
		if (delay < Long.MAX_VALUE) {
			this.timer = this.link.loop().schedule(this::onTimer, delay, TimeUnit.NANOSECONDS);
		}
	}

	private void cancelTimer() {
		if (this.timer != null) {
			this.timer.cancel(false);
			this.timer = null;
		}
	}

	private void perform(SessionAction action) {
		switch (action) {
			case SessionAction.Open(int connection) -> {
				this.counters.connects.increment();
				this.socket = new UpstreamSocket(connection, this.link.loop(), this);
				this.socket.open(this.link.client(), this.link.url(), this.link.key());
			}
			case SessionAction.Close _ -> withSocket(UpstreamSocket::close);
			case SessionAction.Send(var frame) -> {
				this.counters.onSent(frame);
				withSocket((open) -> open.send(this.link.encoder().encode(frame)));
			}
			case SessionAction.Ping _ -> withSocket(UpstreamSocket::ping);
			case SessionAction.Announce(var feed) -> {
				this.hub.onFeed(this.business, feed);
				this.backfill.onFeed(feed);
			}
			case SessionAction.Tell(var topic, var standing) -> this.hub.onStanding(topic, standing);
			case SessionAction.Report(Failure failure) -> {
				this.counters.onFailure(failure);
				log.atWarn()
					.addKeyValue("business", this.business)
					.addKeyValue("code", failure.code())
					.addKeyValue("meaning", failure.meaning())
					.log("The upstream failed");
			}
			case SessionAction.Entered(SessionState state) -> log.atInfo()
				.addKeyValue("business", this.business)
				.addKeyValue("state", state.getClass().getSimpleName())
				.log("The upstream session changed its state");
		}
	}

	private void withSocket(Consumer<UpstreamSocket> use) {
		if (this.socket != null) {
			use.accept(this.socket);
		}
	}

	/**
	 * What a session needs to reach the upstream.
	 *
	 * @param loop the session's own loop
	 * @param client connects on that loop
	 * @param url the address, business included and key not
	 * @param key the plan's key
	 * @param encoder writes frames
	 * @param rest fetches what was missed
	 */
	record Link(EventLoop loop, HttpClient client, URI url, ApiKey key, ClientFrameEncoder encoder, RestClient rest) {
	}

}
