package io.tickrelay.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.tickrelay.tick.Tick;
import io.tickrelay.upstream.machine.SessionEvent;
import io.tickrelay.upstream.wire.ServerFrame;
import io.tickrelay.upstream.wire.ServerFrameDecoder;

/**
 * Reads the frames of a session's sockets. A push becomes ticks, any other frame becomes
 * an event of the machine, and an unusable frame is counted. Keeps nothing of a frame.
 * Lives on the session's loop.
 */
final class FrameReader {

	private final ServerFrameDecoder decoder;

	private final UpstreamCounters counters;

	private final Listener listener;

	private byte[] scratch = new byte[4096];

	FrameReader(ServerFrameDecoder decoder, UpstreamCounters counters, Listener listener) {
		this.decoder = decoder;
		this.counters = counters;
		this.listener = listener;
	}

	void read(WebSocketFrame frame) {
		switch (frame) {
			case TextWebSocketFrame text -> dispatch(decode(text.content()));
			case PongWebSocketFrame _ -> this.listener.on(new SessionEvent.Pong());
			default -> dispatch(new ServerFrame.Undecodable(ServerFrame.Kind.BINARY));
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

	private void dispatch(ServerFrame frame) {
		switch (frame) {
			case ServerFrame.Push(var ticks) -> ticks.forEach(this.listener::onTick);
			case ServerFrame.Welcome _ -> this.listener.on(new SessionEvent.Greeted());
			case ServerFrame.Ack(String trace) -> this.listener.on(new SessionEvent.Acked(trace));
			case ServerFrame.Complaint(int code, String trace) ->
				this.listener.on(new SessionEvent.Complained(code, trace));
			case ServerFrame.HeartbeatAck _, ServerFrame.Notice _ -> this.listener.onHeard();
			case ServerFrame.Undecodable unread -> {
				this.counters.onUndecodable(unread.kind());
				this.listener.onUnread(unread);
			}
		}
	}

	/** Hears what a session's frames say, in their order. */
	interface Listener {

		void onTick(Tick tick);

		/** Something that says nothing but that the socket is alive. */
		void onHeard();

		/** Something that can't be read, though it may have been data. */
		void onUnread(ServerFrame.Undecodable frame);

		void on(SessionEvent event);

	}

}
