package io.tickrelay.load.client;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;

/**
 * An event loop of one thread, which owns the clients that connect on it and their
 * counters.
 */
public final class ClientLoop implements AutoCloseable {

	private static final int READ_BYTES = 64 * 1024;

	private final IoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1,
			Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());

	private final Bootstrap bootstrap = new Bootstrap().group(this.group)
		.channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
		.option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_BYTES));

	/**
	 * Connects a client.
	 * @param client reads what comes
	 * @param server the server
	 * @param tally learns of a failure
	 * @return completes on the loop
	 */
	public ChannelFuture connect(LoadConnection client, InetSocketAddress server, Tally tally) {
		ChannelFuture connect = this.bootstrap.clone().handler(client).connect(server);
		connect.addListener((_) -> {
			if (!connect.isSuccess()) {
				tally.onMishap("could not connect: " + connect.cause());
			}
		});
		return connect;
	}

	/**
	 * Runs a step on the loop.
	 * @param delay until then
	 * @param step what to do
	 * @param outcome fails with the step's exception, because its reader must not be left
	 * waiting
	 */
	public void later(Duration delay, Runnable step, CompletableFuture<?> outcome) {
		this.group.next().schedule(() -> {
			try {
				step.run();
			}
			catch (RuntimeException ex) {
				outcome.completeExceptionally(ex);
			}
		}, delay.toMillis(), TimeUnit.MILLISECONDS);
	}

	/**
	 * Waits for work that is done on a loop. Never called on a loop.
	 * @param <T> the type of the outcome
	 * @param outcome of the loop's work
	 * @param patience the longest wait
	 * @return the outcome
	 * @throws IllegalStateException that was the outcome, or that says that there is none
	 */
	public static <T> T await(CompletableFuture<T> outcome, Duration patience) {
		try {
			return outcome.get(patience.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
		catch (ExecutionException | TimeoutException ex) {
			if (ex.getCause() instanceof IllegalStateException told) {
				throw told;
			}
			throw new IllegalStateException("The clients did not come to an end", ex);
		}
	}

	@Override
	public void close() {
		this.group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(10, TimeUnit.SECONDS);
	}

}
