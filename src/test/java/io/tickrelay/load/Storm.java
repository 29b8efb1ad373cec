package io.tickrelay.load;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.IoEventLoopGroup;

/**
 * Many clients that come at once, for a stream on which nothing ever happens: what they
 * cost those that are there is then the cost of their coming. They have a loop of their
 * own, which owns everything in here but what it completes.
 */
final class Storm implements AutoCloseable {

	static final Duration LONGEST = Duration.ofMinutes(3);

	// The vendor acknowledges a symbol of another business and sends nothing for it, and
	// so does the simulator.
	private static final String QUERY = "streams=crypto:SILENT.US@trade";

	private static final long STEP_MS = 10;

	// 5,000 a second: more than a relay accepts, and no burst that takes the measured
	// clients' CPU from them.
	private static final int CONNECTS_PER_STEP = 50;

	private static final int CLOSES_PER_STEP = 20;

	private final LoadTransport transport;

	private final int size;

	private final InetSocketAddress relay;

	private final IoEventLoopGroup loop;

	private final Bootstrap bootstrap;

	private final LoadConnection.Scratch scratch = new LoadConnection.Scratch();

	private final Tally tally = new Tally();

	private final List<LoadConnection> newcomers = new ArrayList<>();

	private int answered;

	/**
	 * Nobody has come yet.
	 * @param transport which way they come
	 * @param size how many come
	 * @param relay to whom
	 * @param loop of its own; closed with this
	 * @param bootstrap makes connections on that loop
	 */
	Storm(LoadTransport transport, int size, InetSocketAddress relay, IoEventLoopGroup loop, Bootstrap bootstrap) {
		this.transport = transport;
		this.size = size;
		this.relay = relay;
		this.loop = loop;
		this.bootstrap = bootstrap;
	}

	/**
	 * All come. For any thread.
	 * @return how long it took until the last one had its answer; fails where one has
	 * none after {@link #LONGEST}
	 */
	CompletableFuture<Duration> come() {
		CompletableFuture<Duration> took = new CompletableFuture<>();
		long beganNs = System.nanoTime();
		this.loop.next().execute(() -> {
			this.answered = 0;
			come(beganNs, took);
		});
		return took;
	}

	private void come(long beganNs, CompletableFuture<Duration> took) {
		for (int i = 0; i < CONNECTS_PER_STEP && this.newcomers.size() < this.size; i++) {
			this.newcomers.add(connect());
		}
		while (this.answered < this.newcomers.size() && this.newcomers.get(this.answered).isStreaming()) {
			this.answered++;
		}
		Duration sofar = Duration.ofNanos(System.nanoTime() - beganNs);
		if (this.answered == this.size) {
			took.complete(sofar);
		}
		else if (sofar.compareTo(LONGEST) < 0 && this.tally.mishaps().isEmpty()) {
			this.loop.next().schedule(() -> come(beganNs, took), STEP_MS, TimeUnit.MILLISECONDS);
		}
		else {
			took.completeExceptionally(new IllegalStateException(
					this.transport + ": a storm was not measured, because " + (this.size - this.answered) + " of "
							+ this.size + " newcomers had no answer; what befell them: " + this.tally.mishaps()));
		}
	}

	private LoadConnection connect() {
		TickAccount nothing = new TickAccount(this.tally, 0, 0, 1);
		LoadConnection newcomer = new LoadConnection(this.transport, this.transport.request(QUERY), nothing, this.tally,
				this.scratch);
		ChannelFuture connect = this.bootstrap.clone().handler(newcomer).connect(this.relay);
		connect.addListener((_) -> {
			if (!connect.isSuccess()) {
				this.tally.onMishap("could not connect: " + connect.cause());
			}
		});
		return newcomer;
	}

	/**
	 * All leave, little by little. For any thread.
	 * @return completes with what befell them while they were there, and how many it did
	 */
	CompletableFuture<Map<String, Long>> leave() {
		CompletableFuture<Map<String, Long>> gone = new CompletableFuture<>();
		this.loop.next().execute(() -> leave(gone));
		return gone;
	}

	private void leave(CompletableFuture<Map<String, Long>> gone) {
		for (int i = 0; i < CLOSES_PER_STEP && !this.newcomers.isEmpty(); i++) {
			this.newcomers.removeLast().stop();
		}
		if (this.newcomers.isEmpty()) {
			gone.complete(this.tally.mishaps());
		}
		else {
			this.loop.next().schedule(() -> leave(gone), STEP_MS, TimeUnit.MILLISECONDS);
		}
	}

	@Override
	public void close() {
		this.loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(10, TimeUnit.SECONDS);
	}

}
