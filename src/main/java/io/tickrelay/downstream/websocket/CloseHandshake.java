package io.tickrelay.downstream.websocket;

import java.time.Duration;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.ssl.SslHandler;
import io.tickrelay.downstream.contract.DisconnectReason;
import io.tickrelay.downstream.session.NettyLink;
import io.tickrelay.hub.lane.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * How a connection ends so that the client learns why. Our close frame goes behind what
 * is on its way already. Then the relay listens until the client has closed, too. A
 * socket that is closed with unread bytes in it is reset, and the reset would overtake
 * the close frame. A client that says nothing is not waited for long. Lives on its
 * channel's loop. Source: RFC 6455, sections 1.4 and 7.1.
 */
final class CloseHandshake {

	private static final Duration GRACE = Duration.ofSeconds(5);

	private final NettyLink link;

	private final Channel channel;

	/** The client's close frame, where it came first. */
	private @Nullable CloseWebSocketFrame echo;

	private @Nullable DisconnectReason explained;

	private String detail = "";

	private boolean heard;

	private boolean said;

	private boolean sent;

	private @Nullable Deadline grace;

	CloseHandshake(NettyLink link) {
		this.link = link;
		this.channel = link.channel();
	}

	/** Remembers what to say beside a reason; the first word counts. */
	void explain(DisconnectReason reason, String words) {
		if (this.explained == null) {
			this.explained = reason;
			this.detail = words;
		}
	}

	/** The client's close frame, before or after ours. */
	void onHeard(CloseWebSocketFrame frame) {
		this.heard = true;
		if (!this.said) {
			this.echo = frame.retain();
		}
		else if (this.sent) {
			this.channel.close();
		}
	}

	/** Closes the connection; called once. */
	void say(DisconnectReason reason) {
		this.said = true;
		this.channel.config().setAutoRead(true);
		this.channel.writeAndFlush(frame(reason)).addListener((ChannelFuture future) -> onSent(future));
		// A client that does not read will not read this either.
		this.grace = this.link.expect(GRACE, this.channel::close);
	}

	/** The channel is closed. */
	void release() {
		if (this.grace != null) {
			this.grace.cancel();
		}
		if (this.echo != null) {
			this.echo.release();
			this.echo = null;
		}
	}

	private CloseWebSocketFrame frame(DisconnectReason reason) {
		CloseWebSocketFrame theirs = this.echo;
		if (theirs != null && reason == DisconnectReason.CLIENT_GONE) {
			this.echo = null;
			return theirs;
		}
		return new CloseWebSocketFrame(reason.closeCode(),
				reason.closeText((reason == this.explained) ? this.detail : ""));
	}

	private void onSent(ChannelFuture future) {
		this.sent = true;
		if (this.heard || !future.isSuccess()) {
			this.channel.close();
		}
		else if (this.channel instanceof DuplexChannel plain && plain.pipeline().get(SslHandler.class) == null) {
			// After a frame that is none, the client's answer can't be told from noise;
			// its side's end can.
			plain.shutdownOutput();
		}
	}

}
