package io.tickrelay.downstream.session;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

import io.tickrelay.downstream.contract.Caller;
import io.tickrelay.downstream.contract.DisconnectReason;
import io.tickrelay.downstream.contract.DownstreamCounters;
import io.tickrelay.downstream.contract.ErrorCode;
import io.tickrelay.downstream.contract.SubscribeResult;
import io.tickrelay.downstream.contract.Rejections;
import io.tickrelay.downstream.contract.Transport;
import io.tickrelay.downstream.contract.RequestedStreams;
import io.tickrelay.hub.clock.RelayClock;
import io.tickrelay.hub.Resumption;
import io.tickrelay.hub.lane.Lane;
import io.tickrelay.hub.lane.LoopClock;
import io.tickrelay.hub.lane.SubscribeOptions;
import io.tickrelay.hub.outbox.ClientLink;
import io.tickrelay.hub.outbox.DeliveryReport;
import io.tickrelay.hub.outbox.Outbox;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * One client, whatever its transport: the streams that it has and the outbox that they
 * reach it through. Lives on its channel's loop, which is its lane's.
 *
 * <p>
 * However the client ends, it leaves the lane and then gives its streams back, once. It
 * does so as soon as its end is decided on, not only when its channel is closed.
 */
public final class ClientSession implements NettyLink.Owner {

	private final String id;

	private final Caller caller;

	private final Transport transport;

	private final Lane lane;

	private final NettyLink link;

	private final Outbox outbox;

	private final HeldStreams streams;

	private final DownstreamCounters counters;

	private final Consumer<ClientSession> onClosed;

	private final LoopClock clock;

	private final CompletableFuture<DisconnectReason> end = new CompletableFuture<>();

	private @Nullable Future<?> lifetime;

	private boolean left;

	private boolean closed;

	ClientSession(String id, Caller caller, Transport transport, Lane lane, Function<NettyLink.Owner, NettyLink> links,
			Function<ClientLink, Outbox> outboxes, HeldStreams streams, DownstreamCounters counters,
			Consumer<ClientSession> onClosed, LoopClock clock) {
		this.id = id;
		this.caller = caller;
		this.transport = transport;
		this.lane = lane;
		this.link = links.apply(this);
		this.outbox = outboxes.apply(this.link);
		this.streams = streams;
		this.counters = counters;
		this.onClosed = onClosed;
		this.clock = clock;
		counters.onOpened(transport);
	}

	/** The connection's name, for logs and for the client, such as {@code c-91}. */
	public String id() {
		return this.id;
	}

	/** The client, as its credential tells. */
	public Caller caller() {
		return this.caller;
	}

	Transport transport() {
		return this.transport;
	}

	/** The way to the client's socket; at first not in the channel's pipeline. */
	public NettyLink link() {
		return this.link;
	}

	/** The clock of the client's deadlines, which is its loop's. */
	public LoopClock clock() {
		return this.clock;
	}

	/** A copy of the client's streams, in the order of subscription. */
	public List<Topic> streams() {
		return this.streams.list();
	}

	/**
	 * Gives the client more streams: the answer first, then last values, then live.
	 * @param requestedStreams what it asked for
	 * @param subscribeOptions how it wants them
	 * @param answer encodes the answer that goes ahead of the data
	 * @param resumed encodes what became of a request to resume, which follows what was
	 * replayed; not called without one
	 * @return what it got; nothing where it has left
	 */
	public SubscribeResult subscribe(RequestedStreams requestedStreams, SubscribeOptions subscribeOptions,
			Function<SubscribeResult, byte[]> answer, Function<Resumption, byte[]> resumed) {
		if (this.left) {
			return new SubscribeResult(Set.of(), List.of());
		}
		RequestedStreams granted = requestedStreams.within(this.caller.entitlements());
		Rejections rejections = new Rejections(granted.rejections());
		Set<Topic> held = this.streams.add(granted.topics(), rejections);
		rejections.list().forEach((rejection) -> this.counters.onError(rejection.code()));
		SubscribeResult subscribeResult = new SubscribeResult(held, rejections.list());
		this.outbox.control(answer.apply(subscribeResult));
		this.lane.join(this.outbox, held, subscribeOptions, resumed);
		// Where it had to wait, the answer need not.
		this.outbox.settle();
		return subscribeResult;
	}

	/**
	 * Gives the client more streams, all of them or none: the answer first, then live,
	 * and last values as the terms have it. That they are within the limits of this
	 * client is the caller's concern.
	 * @param topics what it asked for
	 * @param subscribeOptions how it wants them, without anything to resume
	 * @param answer goes ahead of the data
	 * @return false where the upstream's plan, or the relay itself, has no room for all
	 * of them; then nothing has changed and nothing was sent
	 */
	public boolean subscribeAll(Set<Topic> topics, SubscribeOptions subscribeOptions, byte[] answer) {
		if (this.left) {
			return true;
		}
		ErrorCode full = this.streams.addAll(topics);
		if (full != null) {
			this.counters.onError(full);
			return false;
		}
		this.outbox.control(answer);
		this.lane.join(this.outbox, topics, subscribeOptions, (_) -> new byte[0]);
		return true;
	}

	/**
	 * Sends what the client missed of streams that it has.
	 * @param topics the streams; those that it does not have are ignored
	 * @param after the receive time of the last tick that it has, epoch microseconds
	 * @param resumed encodes what became of it, which follows what was replayed
	 */
	public void resume(Collection<Topic> topics, long after, Function<Resumption, byte[]> resumed) {
		if (!this.left) {
			List<Topic> held = topics.stream().filter(this.streams::has).toList();
			this.lane.resume(this.outbox, held, after, resumed);
		}
	}

	/**
	 * Takes streams from the client.
	 * @param topics the streams; those that it does not have are ignored
	 */
	public void unsubscribe(Collection<Topic> topics) {
		if (!this.left) {
			this.lane.leave(this.outbox, topics);
			this.streams.remove(topics);
		}
	}

	/**
	 * Sends a message that is no part of a stream.
	 * @param message whole transport frames
	 */
	public void send(byte[] message) {
		greet(message);
		this.outbox.settle();
	}

	/**
	 * Sends a message together with what follows it.
	 * @param message whole transport frames
	 */
	public void greet(byte[] message) {
		if (!this.left) {
			this.outbox.control(message);
		}
	}

	/**
	 * Measures from now on how long ticks are on their way to the client.
	 * @param clock the one that receive times come from
	 */
	public void measure(RelayClock clock) {
		this.outbox.measure(clock);
	}

	/** What the client got so far: totals, and times since the last call. */
	public DeliveryReport report() {
		return this.outbox.report();
	}

	@Override
	public void onWritable() {
		if (!this.left) {
			this.outbox.onWritable();
		}
	}

	/** How much was sent so far: two equal answers mean silence between. */
	public long writes() {
		return this.outbox.writes();
	}

	/**
	 * Ends the session: its streams are let go of at once, because the client may never
	 * hear of it. The transport does the rest. Not in the midst of a lane's work.
	 * @param reason why; the first one counts
	 */
	@Override
	public void end(DisconnectReason reason) {
		leave();
		this.end.complete(reason);
	}

	/**
	 * Ends the session after a while, if it lasts so long. Called once.
	 * @param loop its channel's
	 * @param afterMs how long, milliseconds
	 * @param reason why it will end
	 */
	void endAfter(ScheduledExecutorService loop, long afterMs, DisconnectReason reason) {
		this.lifetime = loop.schedule(() -> end(reason), afterMs, TimeUnit.MILLISECONDS);
	}

	/**
	 * Why the session shall end.
	 * @return never completes while it shall go on
	 */
	public Mono<DisconnectReason> ended() {
		// Not cancelled with its subscriber: close() still wants to know the reason.
		return Mono.fromFuture(this.end, true);
	}

	/**
	 * Counts an error that the client is told of.
	 * @param code which
	 */
	public void onError(ErrorCode code) {
		this.counters.onError(code);
	}

	/** Lets everything go. Not in the midst of a lane's work: in a task of its own. */
	public void close() {
		if (!this.closed) {
			this.closed = true;
			leave();
			this.counters.onEnded(this.transport, this.end.getNow(DisconnectReason.CLIENT_GONE));
			this.onClosed.accept(this);
		}
	}

	private void leave() {
		if (!this.left) {
			this.left = true;
			if (this.lifetime != null) {
				this.lifetime.cancel(false);
			}
			this.lane.leave(this.outbox, this.streams.list());
			this.streams.close();
			this.outbox.close();
		}
	}

}
