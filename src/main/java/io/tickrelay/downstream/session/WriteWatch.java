package io.tickrelay.downstream.session;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.channel.WriteBufferWaterMark;
import io.tickrelay.hub.lane.Deadline;
import io.tickrelay.hub.lane.LoopClock;
import org.jspecify.annotations.Nullable;

/**
 * Watches what becomes of the bytes on their way to one client. A client that takes
 * nothing for the write time-out, or less than 1 KiB a second for twice that, is too
 * slow; one that takes more stays. What waits in the socket is little until the client
 * has shown that it reads fast: what waits there grows old. Lives on its channel's loop.
 */
final class WriteWatch {

	/** A slow client's batches are as small. */
	static final int SMALL_BATCH = 2 * 1024;

	// Beyond this the channel is told, so that its writability says the truth.
	static final int LARGE_BATCH = 32 * 1024;

	private static final WriteBufferWaterMark LITTLE = new WriteBufferWaterMark(2 * 1024, 4 * 1024);

	// Half of what is promised: a window opens in steps, of which a span may miss one.
	private static final long LEAST_BYTES_PER_SECOND = 512;

	private static final long QUICK_NS = TimeUnit.MILLISECONDS.toNanos(100);

	private static final long SLOW_NS = TimeUnit.SECONDS.toNanos(1);

	// A client that drops one segment may be silent for the 0.2, 0.4, 0.8 and 1.6 s after
	// which the kernel sends again.
	private static final Duration LEAST_UNHEARD = Duration.ofSeconds(5);

	/** So many stalls that were over soon make a fast client. */
	private static final int PROOFS = 8;

	// What a client has taken costs a system call, and most stalls are over sooner.
	private static final int LOOKS_AFTER_PART = 8;

	private final Channel channel;

	private final Peer peer;

	private final LoopClock clock;

	private final Duration timeout;

	private final Runnable onSlow;

	private boolean fast;

	private int proofs;

	private long stuckSinceNs;

	private long takenBefore;

	private long judgedSinceNs;

	// Runs while the socket takes nothing.
	private @Nullable Deadline stuck;

	private @Nullable Deadline pulse;

	/**
	 * Creates a watch over a channel that its client has for itself from now on.
	 * @param channel the client's
	 * @param peer what the client takes of it
	 * @param clock its loop's
	 * @param timeout how long it may take nothing
	 * @param onSlow runs when the client is too slow
	 */
	WriteWatch(Channel channel, Peer peer, LoopClock clock, Duration timeout, Runnable onSlow) {
		this.channel = channel;
		this.peer = peer;
		this.clock = clock;
		this.timeout = timeout;
		this.onSlow = onSlow;
		channel.config().setWriteBufferWaterMark(LITTLE);
		this.peer.limit(Duration.ZERO);
		this.pulse = expect(timeout, this::feelPulse);
	}

	/** How much is gathered before the channel is asked whether it takes more. */
	int largestBatch() {
		return this.fast ? LARGE_BATCH : SMALL_BATCH;
	}

	/** The channel takes no more. */
	void onFull() {
		if (this.stuck == null) {
			this.stuckSinceNs = this.clock.nowNs();
			this.stuck = expect(this.timeout.dividedBy(LOOKS_AFTER_PART), this::judgeFromNow);
		}
	}

	/** The channel takes more. */
	void onRoom() {
		if (this.stuck == null) {
			return;
		}
		this.stuck.cancel();
		this.stuck = null;
		// A busy loop hears late of what a fast client took at once.
		long stalledNs = this.clock.nowNs() - this.stuckSinceNs - this.clock.lateNs();
		if (!this.fast) {
			this.proofs = (stalledNs < QUICK_NS) ? this.proofs + 1 : 0;
			if (this.proofs >= PROOFS) {
				hold(WriteBufferWaterMark.DEFAULT, ClientTcp.MANY_UNSENT_BYTES);
				this.fast = true;
			}
		}
		else if (stalledNs > SLOW_NS) {
			hold(LITTLE, ClientTcp.FEW_UNSENT_BYTES);
			this.fast = false;
			this.proofs = 0;
		}
	}

	/**
	 * The client is told goodbye; from now on the kernel may give up before it has taken
	 * that.
	 * @param patience for how long it may take nothing in all
	 */
	void takeLeave(Duration patience) {
		stop();
		this.peer.limit(this.timeout.plus(patience));
	}

	/** The channel is closed. */
	void stop() {
		if (this.stuck != null) {
			this.stuck.cancel();
			this.stuck = null;
		}
		if (this.pulse != null) {
			this.pulse.cancel();
			this.pulse = null;
		}
	}

	private void judgeFromNow() {
		this.takenBefore = this.peer.taken();
		this.judgedSinceNs = this.clock.nowNs();
		this.stuck = expect(this.timeout.dividedBy(2), this::judge);
	}

	private void judge() {
		long passedNs = this.clock.nowNs() - this.judgedSinceNs;
		long taken = this.peer.taken() - this.takenBefore;
		// The steps of one that takes something may be far apart.
		Duration patience = (taken > 0) ? this.timeout.multipliedBy(3).dividedBy(2) : this.timeout;
		if (taken >= LEAST_BYTES_PER_SECOND * TimeUnit.NANOSECONDS.toMillis(passedNs) / TimeUnit.SECONDS.toMillis(1)) {
			judgeFromNow();
		}
		else if (passedNs < patience.toNanos()) {
			this.stuck = expect(this.timeout.dividedBy(2), this::judge);
		}
		else {
			this.onSlow.run();
		}
	}

	/** A client that is gone without a word acknowledges nothing, not even a probe. */
	private void feelPulse() {
		Duration unheard = (this.timeout.compareTo(LEAST_UNHEARD) < 0) ? LEAST_UNHEARD : this.timeout;
		if (this.peer.isUnheardFor(unheard)) {
			this.peer.close();
		}
		else {
			this.pulse = expect(this.timeout, this::feelPulse);
		}
	}

	private void hold(WriteBufferWaterMark waiting, long unsentBytes) {
		this.channel.config().setWriteBufferWaterMark(waiting);
		this.peer.holdAtMost(unsentBytes);
	}

	private Deadline expect(Duration within, Runnable otherwise) {
		return new Deadline(this.clock, this.channel.eventLoop(), within.toNanos(), otherwise);
	}

	/** What is known of the other side. */
	interface Peer {

		/**
		 * How much it has taken so far, of which differences alone tell.
		 * @return a number that grows with what it takes; always the same where nothing
		 * is known
		 */
		long taken();

		/**
		 * Whether something is unacknowledged and the other side said nothing for so
		 * long.
		 */
		boolean isUnheardFor(Duration time);

		/** Ends the connection, with all that shares it. */
		void close();

		/** How long the kernel may try by itself; zero for as long as it likes. */
		void limit(Duration time);

		/** The most bytes that the kernel may hold unsent before it takes no more. */
		void holdAtMost(long unsentBytes);

	}

}
