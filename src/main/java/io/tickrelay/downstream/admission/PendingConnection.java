package io.tickrelay.downstream.admission;

import java.time.Duration;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.util.AttributeKey;
import io.tickrelay.downstream.access.Subnet;
import io.tickrelay.downstream.http.DetachedHttpHandler;
import io.tickrelay.downstream.http.BrokenConnections;
import io.tickrelay.downstream.http.UpgradeGuard;
import io.tickrelay.hub.lane.Deadline;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

/**
 * One connection, as long as it is no client's: what it still has to do, and by when. The
 * deadline is absolute, because a request that comes a byte at a time is never idle.
 * Lives on its channel's loop, with all streams of an HTTP/2 connection.
 */
public final class PendingConnection {

	private static final AttributeKey<PendingConnection> KEY = AttributeKey.valueOf(PendingConnection.class,
			"connection");

	private static final String HEADS = "tickrelay.heads";

	private final Channel channel;

	private final PendingConnections all;

	private final @Nullable Subnet site;

	private @Nullable Deadline deadline;

	/** Whether it had an answer, and nothing came since. */
	private boolean idle;

	private int clients;

	private boolean closed;

	private PendingConnection(Channel channel, PendingConnections all, @Nullable Subnet site) {
		this.channel = channel;
		this.all = all;
		this.site = site;
	}

	/**
	 * Watches a channel that was just accepted and is counted already.
	 * @param channel the connection
	 * @param all count it
	 * @param site whose it is; null for a trusted proxy's
	 */
	static void receive(Channel channel, PendingConnections all, @Nullable Subnet site) {
		PendingConnection pendingConnection = new PendingConnection(channel, all, site);
		channel.attr(KEY).set(pendingConnection);
		channel.closeFuture().addListener((future) -> pendingConnection.onClosed());
		pendingConnection.expect(all.handshakeTimeout(), PendingConnections.End.TIMEOUT);
		pendingConnection.watch();
	}

	/** A client has begun on a channel, or on a stream of it. */
	public static void onClient(Channel channel) {
		PendingConnection pendingConnection = of(channel);
		if (pendingConnection != null) {
			pendingConnection.onClient();
		}
	}

	private void onClient() {
		// Of a client that has broken off meanwhile the connection counts no more.
		if (this.clients++ == 0 && !this.closed) {
			relax();
			this.all.onWaitingNoMore(this.site);
		}
	}

	/** A client has ended; its connection may go on. */
	public static void onClientGone(Channel channel) {
		PendingConnection pendingConnection = of(channel);
		if (pendingConnection != null && --pendingConnection.clients == 0 && !pendingConnection.closed) {
			pendingConnection.all.onWaiting(pendingConnection.site);
			// Over HTTP/2 its stream may have ended before it was known to be gone.
			pendingConnection.onAnswered();
		}
	}

	/** Sets the watch that the connection's protocol needs, as far as that is known. */
	void watch() {
		ChannelPipeline pipeline = this.channel.pipeline();
		Http2FrameCodec http2 = pipeline.get(Http2FrameCodec.class);
		if (http2 != null) {
			http2.connection().addListener(new Http2Watch(this, http2, pipeline.context(http2)));
			BrokenConnections.moveToEnd(pipeline);
			pipeline.addAfter(pipeline.context(http2).name(), HEADS, new StreamHeads(this.all.unreadable()));
			if (http2.connection().numActiveStreams() > 0) {
				relax();
			}
		}
		else if (pipeline.get(NettyPipeline.HttpTrafficHandler) != null) {
			UpgradeGuard.stand(pipeline);
			// Behind the codec, and in front of what would answer.
			pipeline.addBefore(NettyPipeline.HttpTrafficHandler, DetachedHttpHandler.WATCH,
					new Http1Watch(this, this.all.unreadable(), this.all.entrance()));
		}
		else {
			pipeline.addBefore(NettyPipeline.ReactiveBridge, DetachedHttpHandler.WATCH, new AlpnWatch(this));
		}
	}

	/** A whole request is there. */
	void relax() {
		this.idle = false;
		if (this.deadline != null) {
			this.deadline.cancel();
			this.deadline = null;
		}
	}

	/** Something came that is no whole request yet. */
	void onPart() {
		if (this.idle && this.deadline != null) {
			Duration left = Duration.ofNanos(Math.max(0, this.deadline.leftNs()));
			Duration patience = this.all.handshakeTimeout();
			expect((left.compareTo(patience) < 0) ? left : patience, PendingConnections.End.TIMEOUT);
		}
	}

	/** Everything is answered. */
	void onAnswered() {
		if (this.clients == 0) {
			expect(this.all.idleTimeout(), PendingConnections.End.IDLE);
			this.idle = true;
		}
	}

	/** Ends the connection after a while, for another reason than its slowness. */
	void onRefused(Duration grace) {
		relax();
		this.deadline = this.all.clocks().expect(this.channel, grace, this.channel::close);
	}

	private void expect(Duration within, PendingConnections.End otherwise) {
		relax();
		if (this.closed) {
			return;
		}
		this.deadline = this.all.clocks().expect(this.channel, within, () -> {
			this.all.onEnded(otherwise);
			this.channel.close();
		});
	}

	private void onClosed() {
		this.closed = true;
		relax();
		if (this.clients == 0) {
			this.all.onWaitingNoMore(this.site);
		}
	}

	/** A stream of HTTP/2 has a channel of its own, whose parent is the connection's. */
	private static @Nullable PendingConnection of(Channel channel) {
		PendingConnection pendingConnection = channel.attr(KEY).get();
		Channel parent = channel.parent();
		return (pendingConnection != null || parent == null) ? pendingConnection : parent.attr(KEY).get();
	}

}
