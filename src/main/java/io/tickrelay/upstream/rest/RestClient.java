package io.tickrelay.upstream.rest;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.netty.channel.EventLoop;
import io.tickrelay.hub.lane.Deadline;
import io.tickrelay.hub.lane.LaneLoop;
import io.tickrelay.hub.lane.LoopClock;
import io.tickrelay.upstream.key.ApiKey;
import io.tickrelay.upstream.wire.RestReader;
import io.tickrelay.upstream.wire.RestRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;

/**
 * The key's one way to the vendor's REST interface. One request runs at a time, and
 * perhaps an idle one beside it. A {@link RestQueue} sets the pace, and each request has
 * a bound on its time. A failure is counted and told to the asker; nothing is tried again
 * here.
 */
public final class RestClient implements Rest {

	private static final Logger log = LoggerFactory.getLogger(RestClient.class);

	private final EventLoop loop;

	private final RestSocket socket;

	private final Supplier<ApiKey> key;

	private final RestQueue<Job<?>> queue;

	private final Duration timeout;

	private final LongSupplier nanoTime;

	private final LoopClock clock;

	private final RestCounters counters = new RestCounters();

	private @Nullable Future<?> timer;

	/**
	 * Creates a client that connects when it is asked.
	 * @param loop its own loop
	 * @param socket connects on that loop
	 * @param key asked for with each request
	 * @param perSecond the most requests a second, as the plan has it
	 * @param timeout how long a request may take
	 * @param nanoTime the time
	 */
	public RestClient(EventLoop loop, RestSocket socket, Supplier<ApiKey> key, int perSecond, Duration timeout,
			LongSupplier nanoTime) {
		this.loop = loop;
		this.socket = socket;
		this.key = key;
		this.queue = new RestQueue<>(perSecond, nanoTime.getAsLong());
		this.timeout = timeout;
		this.nanoTime = nanoTime;
		this.clock = LoopClock.of(loop, () -> {
		});
	}

	/**
	 * What was asked so far.
	 * @return totals, for any thread
	 */
	public RestCounters counters() {
		return this.counters;
	}

	/**
	 * Whether requests can be sent at all.
	 * @return false without an address or a key
	 */
	public boolean isConnectable() {
		return this.socket.isConnectable();
	}

	/**
	 * How many more requests could begin soon. For any thread.
	 * @param within how soon
	 * @return an estimate
	 */
	public int room(Duration within) {
		return this.socket.isConnectable() ? this.queue.room(within.toNanos(), this.nanoTime.getAsLong()) : 0;
	}

	@Override
	public <T> void askProxy(RestRequest request, Duration patience, Function<byte[], @Nullable T> reader,
			Consumer<RestResult<T>> answer) {
		Job<T> job = new Job<>(request, reader, answer, false);
		begin(job, this.socket.isConnectable() && this.queue.offer(job, patience.toNanos(), this.nanoTime.getAsLong()));
	}

	/**
	 * Asks an idle question: it goes when no other does. For any thread.
	 * @param <T> what is asked for
	 * @param request the question
	 * @param patience how long it may wait for its turn
	 * @param reader makes sense of the answer, or null
	 * @param answer hears the end exactly once, on a loop of its own; not at all once
	 * that has ended
	 */
	public <T> void askIdlyProxy(RestRequest request, Duration patience, Function<byte[], @Nullable T> reader,
			Consumer<RestResult<T>> answer) {
		Job<T> job = new Job<>(request, reader, answer, true);
		begin(job, this.socket.isConnectable()
				&& this.queue.offerIdle(job, patience.toNanos(), this.nanoTime.getAsLong()));
	}

	private void begin(Job<?> job, boolean taken) {
		// Dropped where the loop has ended, and with it the waiting session.
		LaneLoop.of(this.loop).execute(() -> {
			if (!taken) {
				refuse(job);
			}
			onQueue();
		});
	}

	/** Another key is asked with from here on. For any thread. */
	public void keyChanged() {
		this.queue.onNewKey(this.nanoTime.getAsLong());
	}

	private void onQueue() {
		long nowNs = this.nanoTime.getAsLong();
		this.queue.expired(nowNs).forEach(this::refuse);
		Job<?> next = this.queue.poll(nowNs);
		if (next == null) {
			next = this.queue.pollIdle(nowNs);
		}
		if (next != null) {
			send(next);
		}
		if (this.timer != null) {
			this.timer.cancel(false);
			this.timer = null;
		}
		long delayNs = this.queue.nextDelayNs(nowNs);
		if (delayNs < Long.MAX_VALUE) {
			this.timer = this.loop.schedule(this::onQueue, delayNs, TimeUnit.NANOSECONDS);
		}
	}

	private void send(Job<?> job) {
		Disposable.Swap attempt = Disposables.swap();
		Deadline timeout = new Deadline(this.clock, this.loop, this.timeout.toNanos(), () -> {
			if (!attempt.isDisposed()) {
				attempt.dispose();
				onReply(job, new RestResult.Failed<>(RestOutcome.TIMEOUT));
			}
		});
		attempt.update(this.socket.send(job.request(), this.key.get()).subscribe((reply) -> {
			if (!attempt.isDisposed()) {
				attempt.dispose();
				timeout.cancel();
				onReply(job, reply);
			}
		}));
	}

	private <T> void onReply(Job<T> job, RestResult<byte[]> reply) {
		RestResult<T> result = new RestResult.Failed<>(RestOutcome.MALFORMED);
		try {
			result = job.read(reply);
		}
		finally {
			RestOutcome outcome = result.outcome();
			// First the pause and then the answer, because the asker may ask again at
			// once.
			if (job.idle()) {
				this.queue.doneIdle(outcome, this.nanoTime.getAsLong());
			}
			else {
				this.queue.done(outcome, this.nanoTime.getAsLong());
			}
			if (outcome != RestOutcome.OK) {
				log.atWarn().addKeyValue("outcome", outcome.text()).log("A REST request to the upstream failed");
			}
			this.loop.execute(this::onQueue);
		}
		end(job, result);
	}

	private <T> void refuse(Job<T> job) {
		end(job, new RestResult.Failed<>(RestOutcome.REFUSED_LOCALLY));
	}

	private <T> void end(Job<T> job, RestResult<T> result) {
		this.counters.onRequest(result.outcome());
		job.answer().accept(result);
	}

	private record Job<T>(RestRequest request, Function<byte[], @Nullable T> reader, Consumer<RestResult<T>> answer,
			boolean idle) {

		RestResult<T> read(RestResult<byte[]> reply) {
			return switch (reply) {
				case RestResult.Failed<byte[]>(RestOutcome outcome) -> new RestResult.Failed<>(outcome);
				case RestResult.Answered<byte[]>(byte[] body) -> {
					T value = this.reader.apply(body);
					yield (value != null) ? new RestResult.Answered<>(value) : new RestResult.Failed<>(
							RestReader.isRateLimited(body) ? RestOutcome.RATE_LIMITED : RestOutcome.MALFORMED);
				}
			};
		}

	}

}
