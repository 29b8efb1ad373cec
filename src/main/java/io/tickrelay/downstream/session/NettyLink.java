package io.tickrelay.downstream.session;

import java.time.Duration;
import java.util.Objects;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.tickrelay.downstream.contract.DisconnectReason;
import io.tickrelay.hub.lane.Deadline;
import io.tickrelay.hub.lane.LoopClock;
import io.tickrelay.hub.outbox.Batch;
import io.tickrelay.hub.outbox.ClientLink;
import org.jspecify.annotations.Nullable;

/**
 * A client's channel as its outbox sees it. Copies frames of a few hundred bytes into one
 * direct buffer and hands that to the channel. It sits behind the WebSocket encoder, or
 * in the place of HTTP's, whose work is done already. A batch is one buffer and one
 * write, however many frames it has. It sits in the channel's pipeline to hear when the
 * socket takes more, and writes from there. Its place is as near to the socket as its
 * bytes allow, because each handler on their way is memory that a write touches. Ends
 * with the channel.
 */
public final class NettyLink extends ChannelInboundHandlerAdapter implements ClientLink {

	private static final int FIRST_BATCH = 1024;

	// Behind the transports' own patience with a client that is told goodbye.
	private static final Duration FAREWELL = Duration.ofSeconds(10);

	private final Channel channel;

	private final ChannelPromise unheeded;

	/** Where it sits; there before anything is written. */
	private @Nullable ChannelHandlerContext place;

	private @Nullable ByteBuf batch;

	/** Whether the batch is other clients' as well, so that nothing can be added. */
	private boolean shared;

	private final Owner owner;

	private final LoopClock clock;

	private final WriteWatch watch;

	private boolean ending;

	/**
	 * Creates the link of a channel. Before its first use it is to be added to the
	 * channel's pipeline, in front of what would encode its bytes once more.
	 * @param channel the client's channel
	 * @param owner hears of the socket
	 * @param patience how long the socket may take nothing
	 * @param clock the loop's
	 */
	NettyLink(Channel channel, Owner owner, Duration patience, LoopClock clock) {
		this.channel = channel;
		this.unheeded = channel.voidPromise();
		this.owner = owner;
		this.clock = clock;
		// Whatever it asked for: a stuck client holds what others could have.
		this.watch = new WriteWatch(channel, new ClientTcp(channel), clock, patience,
				() -> owner.end(DisconnectReason.SLOW_CONSUMER));
	}

	/**
	 * The channel.
	 * @return the client's channel
	 */
	public Channel channel() {
		return this.channel;
	}

	/**
	 * Sets a deadline for the client.
	 * @param within how long from now
	 * @param otherwise runs on the channel's loop when the time is over
	 * @return to be cancelled
	 */
	public Deadline expect(Duration within, Runnable otherwise) {
		return new Deadline(this.clock, this.channel.eventLoop(), within.toNanos(), otherwise);
	}

	@Override
	public boolean isWritable() {
		return this.channel.isWritable();
	}

	@Override
	public void write(byte[] bytes) {
		if (this.shared) {
			handOver();
		}
		ByteBuf current = this.batch;
		if (current == null) {
			current = this.channel.alloc().directBuffer(Math.max(FIRST_BATCH, bytes.length));
			this.batch = current;
		}
		current.writeBytes(bytes);
		if (current.readableBytes() >= this.watch.largestBatch()) {
			handOver();
		}
	}

	@Override
	public void write(Batch others) {
		handOver();
		this.batch = others.content().retainedDuplicate();
		this.shared = true;
	}

	@Override
	public void flush() {
		ByteBuf last = take();
		if (last != null) {
			place().writeAndFlush(last, this.unheeded);
		}
		else {
			place().flush();
		}
	}

	/**
	 * Sends the last words.
	 * @param words whole transport frames
	 * @return done when they are with the socket, or will never be
	 */
	public ChannelFuture farewell(byte[] words) {
		takeLeave();
		write(words);
		ByteBuf last = take();
		return place().writeAndFlush((last != null) ? last : Unpooled.EMPTY_BUFFER);
	}

	/** What was written is the last, and the client has its time to take that. */
	public void takeLeave() {
		this.watch.takeLeave(FAREWELL);
	}

	@Override
	public void overflowed() {
		if (!this.ending) {
			this.ending = true;
			this.channel.eventLoop().execute(() -> this.owner.end(DisconnectReason.SLOW_CONSUMER));
		}
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		if (this.channel.isWritable()) {
			this.watch.onRoom();
			this.owner.onWritable();
		}
		else {
			this.watch.onFull();
		}
		context.fireChannelWritabilityChanged();
	}

	@Override
	public void handlerAdded(ChannelHandlerContext context) {
		this.place = context;
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext context) {
		this.watch.stop();
	}

	/**
	 * Frees a batch that was never flushed, because the client is gone.
	 */
	public void release() {
		ByteBuf last = take();
		if (last != null) {
			last.release();
		}
	}

	private void handOver() {
		ByteBuf full = take();
		if (full != null) {
			place().write(full, this.unheeded);
		}
	}

	private @Nullable ByteBuf take() {
		ByteBuf taken = this.batch;
		this.batch = null;
		this.shared = false;
		return taken;
	}

	private ChannelHandlerContext place() {
		return Objects.requireNonNull(this.place, "Not in the channel's pipeline");
	}

	/** Whose socket it is. */
	interface Owner {

		/** The socket takes more. */
		void onWritable();

		/**
		 * The client does not take what is sent to it.
		 * @param reason why its session has to end
		 */
		void end(DisconnectReason reason);

	}

}
