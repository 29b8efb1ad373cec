package io.tickrelay.upstream;

import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;

import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.tickrelay.demand.WantedTopics;
import io.tickrelay.demand.TopicStory;
import io.tickrelay.hub.HubInputs;
import io.tickrelay.hub.clock.RelayClock;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Topic;
import io.tickrelay.upstream.machine.Failure;
import io.tickrelay.upstream.machine.SessionAction;
import io.tickrelay.upstream.machine.SessionEvent;
import io.tickrelay.upstream.machine.SessionMachine;
import io.tickrelay.upstream.machine.SessionState;
import io.tickrelay.upstream.machine.SessionView;
import io.tickrelay.upstream.machine.SubscriptionTrace;
import io.tickrelay.upstream.wire.ServerFrame;
import io.tickrelay.upstream.wire.ServerFrameDecoder;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The shell around one {@link SessionMachine}. It turns changes of the socket, of demand
 * and of the clock into events, and performs the actions that come back. Everything named
 * {@code on…} runs on the session's loop; {@code …Proxy} may be called from anywhere.
 */
final class UpstreamSession implements UpstreamSocket.Owner, FrameReader.Listener {

	private static final long AFTER_A_BUG_NS = TimeUnit.SECONDS.toNanos(1);

	/** In place of a time; a tick at just that time is dated a nanosecond later. */
	private static final long NO_DATA = 0;

	private final Business business;

	private final SessionMachine machine;

	private final SessionLink link;

	private final SessionLoop loop;

	private final HubInputs hub;

	private final WantedTopics demand;

	private final LongSupplier nanoTime;

	private final UpstreamCounters counters = new UpstreamCounters();

	private final SessionLog log;

	private final FrameReader reader;

	private final Backfill backfill;

	// Any thread: whether a look at demand is on its way to the loop.
	private final AtomicBoolean demandNoted = new AtomicBoolean();

	private boolean stopped;

	private Runnable whenGone = () -> {
	};

	// Written by the loop after each event; tells health and meters how the session is.
	private volatile SessionView view;

	// Written by the loop at each tick, for health and meters.
	private volatile long lastDataNs = NO_DATA;

	UpstreamSession(SessionMachine machine, SessionLink link, Backfill.Ground ground, HubInputs hub, RelayClock clock,
			WantedTopics demand, LongSupplier nanoTime) {
		this.business = link.business();
		this.machine = machine;
		this.link = link;
		this.loop = new SessionLoop(link.loop());
		this.hub = hub;
		this.demand = demand;
		this.nanoTime = nanoTime;
		this.log = new SessionLog(this.business, this.counters);
		this.reader = new FrameReader(new ServerFrameDecoder(this.business, machine::onlyIntervalOf, clock::millis),
				this.counters, this);
		this.backfill = new Backfill(ground, this.counters);
		this.view = machine.view(nanoTime.getAsLong());
	}

	/** Demand may have changed: have a look at it soon. */
	void demandChangedProxy() {
		if (this.demandNoted.compareAndSet(false, true)) {
			this.loop.executeUnlessEnded(this::onDemand);
		}
	}

	/** The key may have changed: have a look at it soon. */
	void keyChangedProxy() {
		this.loop.executeUnlessEnded(this::onKey);
	}

	/**
	 * What the session has to do with a topic, read on its loop, which completes it.
	 * @param teller makes the story of the machine's trace and the time, in nanoseconds,
	 * before which the topic is not asked for again
	 */
	Mono<TopicStory> storyProxy(Topic topic, BiFunction<SubscriptionTrace.Story, @Nullable Long, TopicStory> teller) {
		return Mono.create((answer) -> this.loop.executeUnlessEnded(
				() -> answer.success(teller.apply(this.machine.story(topic), this.machine.askAgainNs(topic)))));
	}

	/**
	 * Closes the socket for good and tells the upstream so.
	 * @return completes on the loop once the socket is closed; never, where the loop has
	 * ended
	 */
	Mono<Void> stopProxy() {
		return Mono.create((gone) -> this.loop.executeUnlessEnded(() -> {
			this.stopped = true;
			this.loop.cancelTimer();
			this.whenGone = gone::success;
			if (!this.link.close()) {
				this.whenGone.run();
			}
		}));
	}

	/**
	 * Closes the socket at once.
	 * @return completes on the loop once the socket is closed
	 */
	Mono<Void> abandonProxy() {
		return Mono.create((gone) -> this.loop.executeUnlessEnded(() -> this.link.abort(gone::success)));
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
		long lastNs = this.lastDataNs;
		return (lastNs != NO_DATA) ? lastNs : null;
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
	public void onAlive(int number) {
		onHeard();
	}

	@Override
	public void onFrame(int number, WebSocketFrame frame) {
		noticeStandstill();
		guard(() -> this.reader.read(frame));
	}

	/** A bug of ours is loud, and costs one frame instead of the feed. */
	private boolean guard(Runnable work) {
		try {
			work.run();
			return true;
		}
		catch (RuntimeException ex) {
			this.log.metABug(ex);
			return false;
		}
	}

	@Override
	public void onTick(Tick tick) {
		long nowNs = this.nanoTime.getAsLong();
		this.lastDataNs = (nowNs != NO_DATA) ? nowNs : nowNs + 1;
		this.counters.ticks.increment();
		if (this.machine.onTick(tick.topic(), nowNs) && !this.backfill.holdsBack(tick)) {
			this.hub.onTick(tick);
		}
	}

	/** Ahead of what came in it, which would look like the end of a long silence. */
	private void noticeStandstill() {
		long lostNs = this.loop.takeLostNs();
		if (lostNs > 0) {
			take(new SessionEvent.StoodStill(lostNs));
		}
	}

	@Override
	public void onHeard() {
		this.machine.onHeard(this.nanoTime.getAsLong());
	}

	@Override
	public void onUnread(ServerFrame.Undecodable frame) {
		long nowNs = this.nanoTime.getAsLong();
		this.machine.onUnread(frame, nowNs);
		this.log.unread(frame.kind(), nowNs);
	}

	private void onDemand() {
		// First the flag, then the look: a change in between asks for another look.
		this.demandNoted.set(false);
		Set<Topic> wanted = this.demand.wanted(this.business);
		this.backfill.onWanted(wanted);
		on(new SessionEvent.Wanted(wanted));
	}

	private void onKey() {
		if (this.link.renewKey()) {
			on(new SessionEvent.KeyChanged(this.link.key()));
		}
	}

	private void onTimer() {
		on(new SessionEvent.TimePassed());
	}

	@Override
	public void on(SessionEvent event) {
		// First: whatever is due is done after every event, and may not be due yet.
		noticeStandstill();
		take(event);
	}

	private void take(SessionEvent event) {
		if (this.stopped) {
			if (event instanceof SessionEvent.Closed || event instanceof SessionEvent.Refused) {
				this.whenGone.run();
			}
			return;
		}
		long nowNs = this.nanoTime.getAsLong();
		boolean done = guard(
				() -> this.machine.on(event, nowNs).forEach((action) -> guard(() -> perform(action, nowNs))));
		this.view = this.machine.view(nowNs);
		this.loop.setTimer(this::onTimer, done ? this.machine.nextDelayNs(nowNs) : AFTER_A_BUG_NS);
	}

	private void perform(SessionAction action, long nowNs) {
		switch (action) {
			case SessionAction.Open(int connection) -> {
				this.counters.connects.increment();
				this.link.open(connection, this);
			}
			case SessionAction.Close _ -> this.link.close();
			case SessionAction.Send(var frame) -> {
				this.counters.onSent(frame);
				this.link.send(frame);
			}
			case SessionAction.Ping _ -> this.link.ping();
			case SessionAction.Announce(var feed) -> {
				this.hub.onFeed(this.business, feed);
				this.backfill.onFeed(feed);
			}
			case SessionAction.Tell(var topic, var standing) -> {
				this.log.told(standing);
				this.hub.onStanding(topic, standing);
			}
			case SessionAction.Report(Failure failure) -> this.log.failed(failure, nowNs);
			case SessionAction.Entered(SessionState state) -> this.log.entered(state);
		}
	}

}
