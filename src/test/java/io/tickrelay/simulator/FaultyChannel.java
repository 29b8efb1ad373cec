package io.tickrelay.simulator;

import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;

/**
 * The last handler before the socket: loses, cuts and slows down bytes, whatever they
 * mean. Bytes that wait here are bounded; past the bound the line breaks. Owned by the
 * channel's loop.
 */
final class FaultyChannel extends ChannelDuplexHandler {

	private static final long LONGEST_QUEUE = 1 << 20;

	private static final long LONGEST_WRITABLE_QUEUE = 64 * 1024;

	private static final long NS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

	private static final int WRITABILITY_INDEX = 1;

	private static final AttributeKey<FaultyChannel> LINE = AttributeKey.valueOf(FaultyChannel.class, "line");

	private final Deque<Waiting> queue = new ArrayDeque<>();

	private @Nullable ChannelHandlerContext context;

	private boolean silent;

	private long cutAfter = -1;

	private int bytesPerSecond;

	private long queuedBytes;

	private long creditNs;

	private long lastPulseNs;

	/** The line of a session. */
	static FaultyChannel of(Session session) {
		return session.channel().attr(LINE).get();
	}

	/** Loses every byte from now on, or no longer. */
	void silence(boolean on) {
		this.silent = on;
	}

	/** Breaks the connection when so many more bytes have left. */
	void cutAfter(long bytes) {
		this.cutAfter = bytes;
		if (bytes == 0) {
			sendRaw(new byte[0]);
		}
	}

	/** Lets so many bytes through a second, 0 for all. */
	void drip(int newBytesPerSecond, long nowNs) {
		this.bytesPerSecond = newBytesPerSecond;
		this.lastPulseNs = nowNs;
		this.creditNs = 0;
		pulse(nowNs);
	}

	long queuedBytes() {
		return this.queuedBytes;
	}

	void sendRaw(byte[] bytes) {
		ChannelHandlerContext ctx = this.context;
		if (ctx != null) {
			write(ctx, Unpooled.wrappedBuffer(bytes), ctx.newPromise());
			ctx.flush();
		}
	}

	/** Lets waiting bytes go whose time has come. */
	void pulse(long nowNs) {
		ChannelHandlerContext ctx = this.context;
		long elapsedNs = nowNs - this.lastPulseNs;
		this.lastPulseNs = nowNs;
		if (ctx == null || this.queue.isEmpty()) {
			this.creditNs = 0;
			return;
		}
		long bytes = Long.MAX_VALUE;
		if (this.bytesPerSecond > 0) {
			this.creditNs = Math.min(this.creditNs + elapsedNs, NS_PER_SECOND);
			bytes = this.creditNs * this.bytesPerSecond / NS_PER_SECOND;
			this.creditNs -= bytes * NS_PER_SECOND / this.bytesPerSecond;
		}
		release(ctx, bytes);
	}

	@Override
	public void handlerAdded(ChannelHandlerContext ctx) {
		this.context = ctx;
		ctx.channel().attr(LINE).set(this);
	}

	@Override
	public void channelInactive(ChannelHandlerContext ctx) throws Exception {
		discard();
		super.channelInactive(ctx);
	}

	@Override
	public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
		if (!(msg instanceof ByteBuf bytes) || !ctx.channel().isActive()) {
			// A write after the end must not wait here, because nothing would release it.
			var _ = ctx.write(msg, promise);
		}
		else if (this.silent) {
			bytes.release();
			promise.trySuccess();
		}
		else if (this.bytesPerSecond > 0 || !this.queue.isEmpty()) {
			enqueue(ctx, bytes, promise);
		}
		else {
			emit(ctx, bytes, promise);
		}
	}

	private void enqueue(ChannelHandlerContext ctx, ByteBuf bytes, ChannelPromise promise) {
		this.queuedBytes += bytes.readableBytes();
		this.queue.add(new Waiting(bytes, promise));
		onQueueChanged(ctx);
		if (this.queuedBytes > LONGEST_QUEUE) {
			var _ = ctx.close();
		}
	}

	private void release(ChannelHandlerContext ctx, long most) {
		long left = most;
		for (Waiting next = this.queue.peek(); next != null && left > 0; next = this.queue.peek()) {
			int size = next.bytes().readableBytes();
			int part = (int) Math.min(size, left);
			left -= part;
			this.queuedBytes -= part;
			if (part < size) {
				emit(ctx, next.bytes().readRetainedSlice(part), ctx.newPromise());
			}
			else {
				this.queue.remove();
				emit(ctx, next.bytes(), next.promise());
			}
		}
		onQueueChanged(ctx);
		ctx.flush();
	}

	/** Makes the channel unwritable while much waits, as a full socket would. */
	private void onQueueChanged(ChannelHandlerContext ctx) {
		ChannelOutboundBuffer buffer = ctx.channel().unsafe().outboundBuffer();
		if (buffer != null) {
			buffer.setUserDefinedWritability(WRITABILITY_INDEX, this.queuedBytes < LONGEST_WRITABLE_QUEUE);
		}
	}

	private void emit(ChannelHandlerContext ctx, ByteBuf bytes, ChannelPromise promise) {
		int size = bytes.readableBytes();
		if (this.cutAfter < 0 || size < this.cutAfter) {
			this.cutAfter -= (this.cutAfter < 0) ? 0 : size;
			var _ = ctx.write(bytes, promise);
			return;
		}
		var _ = ctx.writeAndFlush(bytes.readRetainedSlice((int) this.cutAfter));
		bytes.release();
		this.cutAfter = -1;
		this.silent = true;
		promise.trySuccess();
		var _ = ctx.close();
	}

	private void discard() {
		this.queue.forEach((waiting) -> {
			waiting.bytes().release();
			waiting.promise().tryFailure(new ClosedChannelException());
		});
		this.queue.clear();
		this.queuedBytes = 0;
	}

	private record Waiting(ByteBuf bytes, ChannelPromise promise) {
	}

}
