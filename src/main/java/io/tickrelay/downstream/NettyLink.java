package io.tickrelay.downstream;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.tickrelay.hub.Batch;
import io.tickrelay.hub.ClientLink;
import org.jspecify.annotations.Nullable;

/**
 * A client's channel as its outbox sees it. Copies frames of a few hundred bytes into one
 * direct buffer and hands that to the channel behind the HTTP or WebSocket encoder, whose
 * work is done already: one buffer and one write a batch, however many frames. Sits in
 * the channel's pipeline to hear when the socket takes more, and ends with it.
 */
public final class NettyLink extends ChannelInboundHandlerAdapter implements ClientLink {

	private static final int FIRST_BATCH = 1024;

	// Beyond this the channel is told, so that its writability says the truth.
	private static final int LARGEST_BATCH = 32 * 1024;

	private final ChannelHandlerContext behindEncoder;

	private final Channel channel;

	private @Nullable ByteBuf batch;

	private @Nullable ClientSession session;

	private boolean ending;

	private Duration writeTimeout = Duration.ZERO;

	// Runs while the socket takes nothing.
	private @Nullable Future<?> stuck;

	/**
	 * Creates the link of a channel.
	 * @param behindEncoder what is written from this context goes to the socket as it is
	 */
	public NettyLink(ChannelHandlerContext behindEncoder) {
		this.behindEncoder = behindEncoder;
		this.channel = behindEncoder.channel();
	}

	/**
	 * The channel.
	 * @return the client's channel
	 */
	public Channel channel() {
		return this.channel;
	}

	void serve(ClientSession client, Duration patience) {
		this.session = client;
		this.writeTimeout = patience;
	}

	@Override
	public boolean isWritable() {
		return this.channel.isWritable();
	}

	@Override
	public void write(byte[] bytes) {
		ByteBuf current = this.batch;
		if (current == null) {
			current = this.channel.alloc().directBuffer(Math.max(FIRST_BATCH, bytes.length));
			this.batch = current;
		}
		current.writeBytes(bytes);
		if (current.readableBytes() >= LARGEST_BATCH) {
			handOver();
		}
	}

	@Override
	public void write(Batch shared) {
		handOver();
		this.behindEncoder.write(shared.content().retainedDuplicate(), this.behindEncoder.voidPromise());
	}

	@Override
	public void flush() {
		handOver();
		this.behindEncoder.flush();
	}

	/**
	 * Sends the last words.
	 * @param words whole transport frames
	 * @return done when they are with the socket, or will never be
	 */
	public ChannelFuture farewell(byte[] words) {
		write(words);
		ByteBuf last = (this.batch != null) ? this.batch : Unpooled.EMPTY_BUFFER;
		this.batch = null;
		return this.behindEncoder.writeAndFlush(last);
	}

	@Override
	public void overflowed() {
		ClientSession client = this.session;
		if (client != null && !this.ending) {
			this.ending = true;
			this.channel.eventLoop().execute(() -> client.end(DisconnectReason.SLOW_CONSUMER));
		}
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		ClientSession client = this.session;
		if (client != null) {
			if (this.channel.isWritable()) {
				stopWaiting();
				client.onWritable();
			}
			else if (this.stuck == null) {
				// Whatever it asked for: one that takes nothing for so long is gone, or
				// as good as gone, and holds what others could have.
				this.stuck = this.channel.eventLoop()
					.schedule(() -> client.end(DisconnectReason.SLOW_CONSUMER), this.writeTimeout.toMillis(),
							TimeUnit.MILLISECONDS);
			}
		}
		context.fireChannelWritabilityChanged();
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext context) {
		stopWaiting();
	}

	/**
	 * Frees a batch that was never flushed, because the client is gone.
	 */
	public void release() {
		if (this.batch != null) {
			this.batch.release();
			this.batch = null;
		}
	}

	private void stopWaiting() {
		if (this.stuck != null) {
			this.stuck.cancel(false);
			this.stuck = null;
		}
	}

	private void handOver() {
		if (this.batch != null) {
			this.behindEncoder.write(this.batch, this.behindEncoder.voidPromise());
			this.batch = null;
		}
	}

}
