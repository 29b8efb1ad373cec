package io.tickrelay.simulator;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.tickrelay.simulator.market.Clock;
import io.tickrelay.simulator.wire.ServerFrames;
import io.tickrelay.simulator.wire.SymbolChannel;
import io.tickrelay.tick.Business;

/**
 * One client's connection: what it is subscribed to and how it is spoken to. Owned by its
 * channel's loop, which is the server's only one.
 */
final class Session implements Watcher {

	private static final long CLOSING_NS = TimeUnit.SECONDS.toNanos(1);

	private static final int POLICY_VIOLATION = 1008;

	private final int number;

	private final Business business;

	private final Channel channel;

	private final SimulatorHook hook;

	private final FrameWindow window;

	private final Clock clock;

	private final Set<SymbolChannel> standing = new LinkedHashSet<>();

	private long lastHeartbeatNs;

	private long closingSinceNs;

	private boolean closing;

	private boolean unflushed;

	Session(int number, Business business, Channel channel, SimulatorHook hook, Clock clock, int framesPerMinute) {
		this.number = number;
		this.business = business;
		this.channel = channel;
		this.hook = hook;
		this.clock = clock;
		this.window = new FrameWindow(framesPerMinute);
		this.lastHeartbeatNs = clock.nowNs();
	}

	int number() {
		return this.number;
	}

	@Override
	public Business business() {
		return this.business;
	}

	Channel channel() {
		return this.channel;
	}

	boolean isClosing() {
		return this.closing || !this.channel.isActive();
	}

	boolean admitsFrame() {
		return this.window.admit(this.clock.nowNs());
	}

	void onHeartbeat() {
		this.lastHeartbeatNs = this.clock.nowNs();
	}

	/** Adds to what stands, unless that would be more symbols than the limit. */
	boolean add(Set<SymbolChannel> wanted, int mostSymbols) {
		long symbols = Stream.concat(this.standing.stream(), wanted.stream())
			.map(SymbolChannel::symbol)
			.distinct()
			.count();
		if (symbols > mostSymbols) {
			return false;
		}
		this.standing.addAll(wanted);
		onStandingChanged();
		return true;
	}

	/** Removes from what stands and returns what was removed. */
	List<SymbolChannel> remove(Predicate<SymbolChannel> cancelled) {
		List<SymbolChannel> removed = this.standing.stream().filter(cancelled).toList();
		removed.forEach(this.standing::remove);
		onStandingChanged();
		return removed;
	}

	void text(String text) {
		send(new TextWebSocketFrame(text));
	}

	void pong(ByteBuf content) {
		// A client that pings and does not read would otherwise fill the memory.
		if (this.channel.isWritable()) {
			send(new PongWebSocketFrame(content.retain()));
		}
	}

	@Override
	public void push(byte[] frame) {
		if (isClosing()) {
			return;
		}
		if (!this.channel.isWritable()) {
			this.hook.onSkipped(this);
			return;
		}
		var _ = this.channel.write(new TextWebSocketFrame(Unpooled.wrappedBuffer(frame)), this.channel.voidPromise());
		this.unflushed = true;
	}

	/** Sends what was pushed, all of a pulse in one go. */
	void flush() {
		if (this.unflushed) {
			this.unflushed = false;
			this.channel.flush();
		}
	}

	/**
	 * Looks at the clock: for heartbeats and a close without an answer.
	 */
	void pulse(Duration heartbeatTimeout) {
		long nowNs = this.clock.nowNs();
		boolean needsHeartbeat = this.hook.onPulse(this, nowNs);
		if (this.closing && nowNs - this.closingSinceNs > CLOSING_NS) {
			hangUp();
		}
		else if (needsHeartbeat && nowNs - this.lastHeartbeatNs > heartbeatTimeout.toNanos()) {
			fail(513, "Heartbeat timeout");
		}
	}

	/** Says why and closes. */
	void fail(int code, String message) {
		text(ServerFrames.error(code, "sim-" + this.number, message));
		close(POLICY_VIOLATION, "");
	}

	/**
	 * Closes in order. The socket stays readable until the client has closed its side, at
	 * most a second. A close with unread bytes would send a reset, and the client might
	 * never see the close frame.
	 */
	void close(int code, String reason) {
		if (isClosing()) {
			return;
		}
		this.closing = true;
		this.closingSinceNs = this.clock.nowNs();
		this.channel.writeAndFlush(new CloseWebSocketFrame(code, reason)).addListener((_) -> {
			if (this.channel instanceof DuplexChannel duplex) {
				var _ = duplex.shutdownOutput();
			}
		});
	}

	/** The client has closed: answers and goes. */
	void onClientClose(CloseWebSocketFrame frame) {
		if (this.closing) {
			hangUp();
			return;
		}
		this.closing = true;
		this.closingSinceNs = this.clock.nowNs();
		this.channel.writeAndFlush(frame.retain()).addListener(ChannelFutureListener.CLOSE);
	}

	/** Runs something on the loop, unless the session has ended by then. */
	void later(Duration delay, Runnable action) {
		if (delay.isZero()) {
			action.run();
			return;
		}
		var _ = this.channel.eventLoop().schedule(() -> {
			if (!isClosing()) {
				action.run();
			}
		}, delay.toNanos(), TimeUnit.NANOSECONDS);
	}

	private void send(WebSocketFrame frame) {
		if (isClosing()) {
			frame.release();
			return;
		}
		var _ = this.channel.writeAndFlush(frame);
	}

	private void hangUp() {
		var _ = this.channel.close();
	}

	private void onStandingChanged() {
		this.hook.onSubscriptions(this,
				this.standing.stream().map(SymbolChannel::text).collect(Collectors.toUnmodifiableSet()));
	}

}
