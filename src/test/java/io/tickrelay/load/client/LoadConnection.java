package io.tickrelay.load.client;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * One client: asks, then reads until it is closed. It has no codec, because one would
 * cost more than the counting. Loop-owned.
 */
public final class LoadConnection extends ChannelInboundHandlerAdapter implements Framing.Messages {

	private static final byte[] NOTHING = {};

	private static final int LONGEST_HEAD = 8 * 1024;

	private final LoadTransport transport;

	private final Framing framing;

	private final String request;

	private final TickAccount account;

	private final Tally tally;

	private final Scratch scratch;

	private byte[] rest = NOTHING;

	private boolean streaming;

	private boolean greeted;

	private boolean stopped;

	private long nowMicros;

	private @Nullable Channel channel;

	public LoadConnection(LoadTransport transport, String request, TickAccount account, Tally tally, Scratch scratch) {
		this.transport = transport;
		this.framing = transport.framing();
		this.request = request;
		this.account = account;
		this.tally = tally;
		this.scratch = scratch;
	}

	public TickAccount account() {
		return this.account;
	}

	/** Whether its request was accepted. */
	public boolean isStreaming() {
		return this.streaming;
	}

	/** Whether it has had a message, of which the first is the relay's greeting. */
	public boolean isGreeted() {
		return this.greeted;
	}

	/** Closes the connection. Its end is then no mishap. */
	public void stop() {
		this.stopped = true;
		if (this.channel != null) {
			this.channel.close();
		}
	}

	@Override
	public void channelActive(ChannelHandlerContext context) {
		this.channel = context.channel();
		context.writeAndFlush(Unpooled.copiedBuffer(this.request, StandardCharsets.US_ASCII));
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		try {
			if (!this.stopped) {
				// The clock is read once a read, because its ticks arrived together.
				this.nowMicros = microsNow();
				read((ByteBuf) message);
			}
		}
		finally {
			ReferenceCountUtil.release(message);
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		if (!this.stopped) {
			this.tally.onMishap(this.streaming ? "was disconnected" : "was disconnected before it was answered");
		}
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		this.tally.onMishap("broke with " + cause);
		stop();
	}

	@Override
	public void onMessage(byte[] bytes, int from, int to) {
		this.greeted = true;
		this.account.onMessage(bytes, from, to, this.nowMicros);
	}

	@Override
	public void onPing(byte[] payload) {
		if (this.channel != null) {
			this.channel.writeAndFlush(Unpooled.wrappedBuffer(WebSocketFraming.pong(payload)));
		}
	}

	@Override
	public void onClose(int code) {
		this.tally.onMishap("was closed with code " + code);
		stop();
	}

	@Override
	public void onStrangeBytes() {
		this.tally.onMishap("got bytes that are no frame");
		stop();
	}

	private void read(ByteBuf buffer) {
		int length = this.rest.length + buffer.readableBytes();
		byte[] bytes = this.scratch.ofLength(length);
		System.arraycopy(this.rest, 0, bytes, 0, this.rest.length);
		buffer.readBytes(bytes, this.rest.length, buffer.readableBytes());
		int taken = 0;
		if (!this.streaming) {
			taken = readHead(bytes, length);
		}
		if (this.streaming) {
			byte[] stream = (taken > 0) ? Arrays.copyOfRange(bytes, taken, length) : bytes;
			taken += this.framing.take(stream, length - taken, this);
		}
		this.rest = (taken < length) ? Arrays.copyOfRange(bytes, taken, length) : NOTHING;
	}

	private int readHead(byte[] bytes, int length) {
		String text = new String(bytes, 0, Math.min(length, LONGEST_HEAD), StandardCharsets.ISO_8859_1);
		int end = text.indexOf("\r\n\r\n");
		if (end < 0) {
			return 0;
		}
		String statusLine = text.substring(0, text.indexOf("\r\n"));
		if (!this.transport.isSuccess(statusLine)) {
			this.tally.onMishap("was refused: " + statusLine);
			stop();
			return length;
		}
		this.streaming = true;
		return end + 4;
	}

	private static long microsNow() {
		Instant now = Instant.now();
		return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
	}

	/** The one array in which all connections of a loop look at what they got. */
	public static final class Scratch {

		private byte[] bytes = new byte[256 * 1024];

		byte[] ofLength(int length) {
			if (this.bytes.length < length) {
				this.bytes = new byte[length * 2];
			}
			return this.bytes;
		}

	}

}
