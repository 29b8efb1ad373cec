package io.tickrelay.hub;

import java.util.ArrayList;
import java.util.List;

import io.tickrelay.tick.Tick;
import org.jspecify.annotations.Nullable;

/**
 * The recent past of one stream, a suffix of its ticks without a hole. Of trades it keeps
 * the ticks; of depth and k-lines, whose newest says all, only when each came, so that it
 * can tell what was skipped. Written by the business's loop and read by any lane's, but
 * seldom: hence a lock, which costs the writer next to nothing while nobody resumes.
 */
final class ReplayRing {

	private static final int FIRST_CAPACITY = 16;

	private static final int TIME_BYTES = Long.BYTES;

	// A frame, its tick and three encodings without their texts, and those texts about
	// four times.
	private static final int FRAME_BYTES = 600;

	private static final int BYTES_A_CHARACTER = 4;

	private final ReplayPool pool;

	private final long birthMicros;

	// All that follows is guarded by this.
	private long[] micros = new long[FIRST_CAPACITY];

	private @Nullable TickFrame[] ticks = new TickFrame[FIRST_CAPACITY];

	private int head;

	private int size;

	private long firstSeq = 1;

	private long bytes;

	// When the newest tick was received that is kept no longer.
	private long lostMicros;

	private boolean closed;

	/**
	 * Creates an empty ring.
	 * @param pool the limits, and what all rings hold
	 * @param birthMicros a receive time before the stream's life; of what came until then
	 * nothing is known
	 */
	ReplayRing(ReplayPool pool, long birthMicros) {
		this.pool = pool;
		this.birthMicros = birthMicros;
		pool.enter(this);
	}

	/** Keeps the stream's next tick, and lets go of what passes a limit for it. */
	void add(TickFrame frame) {
		keep(frame);
		if (this.pool.isOver()) {
			this.pool.relieve(frame.receivedMicros());
			payRest();
		}
	}

	/** When the oldest tick was received that is kept; the end of time without one. */
	synchronized long oldestMicros() {
		return (this.size == 0) ? Long.MAX_VALUE : this.micros[this.head];
	}

	/**
	 * Lets the oldest ticks go.
	 * @param enough how many bytes of them
	 * @param beforeMicros and all that were received before this time
	 */
	synchronized void letGo(long enough, long beforeMicros) {
		long goal = this.bytes - enough;
		while (this.size > 0 && (this.bytes > goal || this.micros[this.head] < beforeMicros)) {
			evict();
		}
	}

	private synchronized void payRest() {
		while (this.size > 0 && this.pool.isOver()) {
			evict();
		}
	}

	private synchronized void keep(TickFrame frame) {
		if (this.closed) {
			return;
		}
		if (this.size == this.micros.length) {
			resize(this.size * 2);
		}
		int slot = slot(this.size);
		this.micros[slot] = frame.receivedMicros();
		this.ticks[slot] = (frame.tick() instanceof Tick.Trade) ? frame : null;
		this.size++;
		account(slot, 1);
		while (isOver(frame.receivedMicros())) {
			evict();
		}
	}

	/** The stream's life is over: its last ticks go, and later ones are not kept. */
	void close() {
		synchronized (this) {
			while (this.size > 0) {
				evict();
			}
			this.closed = true;
		}
		this.pool.leave(this);
	}

	/** Whether a tick of this receive time is kept, or was the last to go. */
	synchronized boolean knows(long receivedMicros) {
		int index = firstAfter(receivedMicros) - 1;
		return receivedMicros == ((index < 0) ? this.lostMicros : this.micros[slot(index)]);
	}

	/**
	 * What a client has missed.
	 * @param afterMicros the receive time of the last tick that it has, of any stream
	 * @param slackMicros how much earlier a tick may have been received that reached it
	 * later
	 * @param upToSeq the last tick to tell
	 */
	synchronized Past past(long afterMicros, long slackMicros, long upToSeq) {
		boolean whole = afterMicros > this.birthMicros && afterMicros - slackMicros >= this.lostMicros;
		int from = firstAfter(afterMicros - slackMicros);
		List<TickFrame> missed = new ArrayList<>();
		for (int i = from; i < this.size && this.firstSeq + i <= upToSeq; i++) {
			TickFrame tick = this.ticks[slot(i)];
			if (tick != null) {
				missed.add(tick);
			}
		}
		return new Past(whole, this.firstSeq + from - 1, missed);
	}

	private boolean isOver(long nowMicros) {
		ReplayLimits limits = this.pool.limits();
		return this.size > 0 && (this.size > limits.events() || this.bytes > limits.bytes()
				|| nowMicros - this.micros[this.head] > this.pool.ageMicros());
	}

	private void evict() {
		account(this.head, -1);
		this.lostMicros = this.micros[this.head];
		this.ticks[this.head] = null;
		this.head = slot(1);
		this.size--;
		this.firstSeq++;
		if (this.size < this.micros.length / 4 && this.micros.length > FIRST_CAPACITY) {
			resize(this.micros.length / 2);
		}
	}

	private void account(int slot, int sign) {
		TickFrame tick = this.ticks[slot];
		int weight = TIME_BYTES + ((tick == null) ? 0 : weight(tick));
		this.bytes += (long) sign * weight;
		if (sign > 0) {
			this.pool.add(weight);
		}
		else {
			this.pool.remove(weight);
		}
	}

	/** The index of the first tick that was received after a time. */
	private int firstAfter(long time) {
		int low = 0;
		int high = this.size;
		while (low < high) {
			int middle = (low + high) >>> 1;
			if (this.micros[slot(middle)] <= time) {
				low = middle + 1;
			}
			else {
				high = middle;
			}
		}
		return low;
	}

	private int slot(int index) {
		return (this.head + index) & (this.micros.length - 1);
	}

	private void resize(int capacity) {
		long[] times = new long[capacity];
		@Nullable TickFrame[] frames = new TickFrame[capacity];
		for (int i = 0; i < this.size; i++) {
			times[i] = this.micros[slot(i)];
			frames[i] = this.ticks[slot(i)];
		}
		this.micros = times;
		this.ticks = frames;
		this.head = 0;
	}

	/** The bytes of heap that a kept tick costs, as far as its texts tell. */
	static int weight(TickFrame frame) {
		return FRAME_BYTES + ((frame.tick() instanceof Tick.Trade trade)
				? BYTES_A_CHARACTER * (trade.price().length() + length(trade.size()) + length(trade.turnover())) : 0);
	}

	private static int length(@Nullable String text) {
		return (text == null) ? 0 : text.length();
	}

	/**
	 * What came after a moment.
	 *
	 * @param whole whether nothing is missing in it
	 * @param seqBefore the number of the last tick before it; 0 where there was none
	 * @param ticks what is kept of it, in order; empty for streams whose newest tick says
	 * all
	 */
	record Past(boolean whole, long seqBefore, List<TickFrame> ticks) {
	}

}
