package io.tickrelay.downstream.websocket;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.tickrelay.downstream.access.TokenBucket;
import io.tickrelay.downstream.contract.DisconnectReason;
import org.jspecify.annotations.Nullable;

/**
 * Makes messages of what a client sends, and stops listening to one that breaks the
 * protocol or asks for too much. Whatever a client sends, it costs the relay a bounded
 * amount of memory and of work. A message has an upper size whether it comes whole or in
 * parts. While the client does not take its answers, no more is read from it. Lives on
 * its channel's loop. Source: RFC 6455, sections 5 and 7.
 */
final class ClientFrames extends ChannelInboundHandlerAdapter {

	/** How many frames are looked at for a goodbye once nothing else is heard. */
	private static final int FRAMES_PASSED_OVER = 1000;

	private final FrameListener frameListener;

	private final TokenBucket frames;

	private final int largestMessage;

	private @Nullable ByteBuf parts;

	/** What the message is that has begun. */
	private boolean binary;

	private boolean listening = true;

	private int patience = FRAMES_PASSED_OVER;

	/**
	 * Creates the handler.
	 * @param frameListener who wants to hear of the client
	 * @param frames how many frames it may send, whatever they are
	 * @param largestMessage the most bytes of one message
	 */
	ClientFrames(FrameListener frameListener, TokenBucket frames, int largestMessage) {
		this.frameListener = frameListener;
		this.frames = frames;
		this.largestMessage = largestMessage;
	}

	/**
	 * What stands before this handler: unlike the decoder that comes with the handshake,
	 * it takes no extension's bits and leaves the closing to us.
	 */
	WebSocket13FrameDecoder decoder() {
		return new WebSocket13FrameDecoder(WebSocketDecoderConfig.newBuilder()
			.maxFramePayloadLength(this.largestMessage)
			.allowExtensions(false)
			.closeOnProtocolViolation(false)
			.build());
	}

	/** Hears nothing more but the client's goodbye. */
	void stopListening() {
		this.listening = false;
		dropParts();
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (!(message instanceof WebSocketFrame frame)) {
			context.fireChannelRead(message);
			return;
		}
		try {
			if (this.listening || frame instanceof CloseWebSocketFrame) {
				onFrame(context, frame);
			}
			else if (--this.patience == 0) {
				stopDecoding(context);
			}
		}
		finally {
			frame.release();
		}
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		switch (cause) {
			case CorruptedWebSocketFrameException _ -> {
				stopDecoding(context);
				if (this.listening) {
					this.frameListener.onOffence(DisconnectReason.BAD_FRAME, String.valueOf(cause.getMessage()));
				}
			}
			// A socket that broke, or noise within TLS: any client can do that, so it is
			// nothing to log.
			case IOException _ -> context.close();
			case DecoderException _ -> context.close();
			default -> {
				context.fireExceptionCaught(cause);
				context.close();
			}
		}
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		// Its answers would pile up here instead of at the client. Of one that is not
		// listened to any more the goodbye is awaited.
		context.channel().config().setAutoRead(!this.listening || context.channel().isWritable());
		context.fireChannelWritabilityChanged();
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext context) {
		dropParts();
	}

	private void onFrame(ChannelHandlerContext context, WebSocketFrame frame) {
		if (frame instanceof CloseWebSocketFrame close) {
			this.frameListener.onClose(close);
			return;
		}
		if (!this.frames.take(1, System.nanoTime())) {
			this.frameListener.onOffence(DisconnectReason.COMMANDS_TOO_FAST, "too many frames");
			return;
		}
		switch (frame) {
			case PingWebSocketFrame ping -> this.frameListener.onPing(ByteBufUtil.getBytes(ping.content()));
			case PongWebSocketFrame _ -> this.frameListener.onPong();
			case ContinuationWebSocketFrame _ -> onPart(context, frame.content(), frame.isFinalFragment());
			default -> {
				this.binary = frame instanceof BinaryWebSocketFrame;
				onPart(context, frame.content(), frame.isFinalFragment());
			}
		}
	}

	private void onPart(ChannelHandlerContext context, ByteBuf part, boolean last) {
		ByteBuf before = this.parts;
		if (before == null && last) {
			onMessage(part);
			return;
		}
		ByteBuf all = (before != null) ? before : context.alloc().heapBuffer();
		this.parts = all;
		if (all.readableBytes() + part.readableBytes() > this.largestMessage) {
			this.frameListener.onOffence(DisconnectReason.BAD_FRAME,
					"a message has at most " + this.largestMessage + " bytes");
			return;
		}
		all.writeBytes(part);
		if (last) {
			this.parts = null;
			try {
				onMessage(all);
			}
			finally {
				all.release();
			}
		}
	}

	private void onMessage(ByteBuf message) {
		if (this.binary) {
			this.frameListener.onBinary();
			return;
		}
		String text = text(message);
		if (text != null) {
			this.frameListener.onText(text, message.readableBytes());
		}
		else {
			this.frameListener.onOffence(DisconnectReason.BAD_FRAME, "not UTF-8");
		}
	}

	private static @Nullable String text(ByteBuf message) {
		try {
			return StandardCharsets.UTF_8.newDecoder().decode(message.nioBuffer()).toString();
		}
		catch (CharacterCodingException ex) {
			return null;
		}
	}

	/** What comes after a broken frame is noise, and too much may come as well. */
	private static void stopDecoding(ChannelHandlerContext context) {
		ChannelPipeline pipeline = context.pipeline();
		if (pipeline.get(WebSocket13FrameDecoder.class) != null) {
			pipeline.replace(WebSocket13FrameDecoder.class, "tickrelay.noise", new NoiseFilter());
		}
	}

	private void dropParts() {
		if (this.parts != null) {
			this.parts.release();
			this.parts = null;
		}
	}

	/** Drops what is read, as it is. */
	private static final class NoiseFilter extends ChannelInboundHandlerAdapter {

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			ReferenceCountUtil.release(message);
		}

	}

	/** Hears of a client. */
	interface FrameListener {

		/**
		 * A whole message.
		 * @param bytes how many it came in
		 */
		void onText(String text, int bytes);

		/** A whole message that is no text. */
		void onBinary();

		/** A ping. */
		void onPing(byte[] payload);

		/** The client is there. */
		void onPong();

		/**
		 * The client's goodbye, or its answer to ours.
		 * @param frame not kept unless retained
		 */
		void onClose(CloseWebSocketFrame frame);

		/**
		 * The client did what it must not; once or more, until it is not listened to.
		 * @param reason what for
		 * @param detail what exactly, in ASCII, or nothing
		 */
		void onOffence(DisconnectReason reason, String detail);

	}

}
