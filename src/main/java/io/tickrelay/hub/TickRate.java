package io.tickrelay.hub;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

import org.jspecify.annotations.Nullable;

/**
 * The rate at which a stream ticks, and the start of its life. The rate is kept as a ring
 * of seconds, each with its count. A tick costs one addition, and a question adds up the
 * ring. The business's loop writes it, and any thread reads it.
 */
final class TickRate {

	/** The whole seconds that a rate is taken over. */
	static final int WINDOW = 10;

	/** A power of two that holds the window, the second at hand and some to spare. */
	private static final int RING = 16;

	/** The bits of a count, far more than the ticks of a second need. */
	private static final int COUNT_BITS = 24;

	private static final long COUNT_MASK = (1L << COUNT_BITS) - 1;

	private static final long NEVER = 0;

	private final long bornMs;

	// A second of the monotonic clock above its count, so that one read gets both.
	private final AtomicLongArray seconds = new AtomicLongArray(RING);

	// Written by the business's loop, once; tells any thread when the stream came to
	// life.
	private volatile long firstMicros = NEVER;

	// The second of the first tick by the monotonic clock. It is written before the
	// former and read after it.
	private long firstSecond;

	TickRate(long bornMs) {
		this.bornMs = bornMs;
	}

	/** When a client first asked for the stream, epoch milliseconds. */
	long bornMs() {
		return this.bornMs;
	}

	/** When its first tick was received, epoch milliseconds. */
	@Nullable Long firstTickMs() {
		long micros = this.firstMicros;
		return (micros == NEVER) ? null : TimeUnit.MICROSECONDS.toMillis(micros);
	}

	/**
	 * Counts a frame. History is no sign of life.
	 * @param frame the stream's next
	 * @param nowMs the time by the monotonic clock
	 */
	void onFrame(TickFrame frame, long nowMs) {
		if (frame.isBackfilled()) {
			return;
		}
		long second = TimeUnit.MILLISECONDS.toSeconds(nowMs);
		if (this.firstMicros == NEVER) {
			this.firstSecond = second;
			this.firstMicros = frame.receivedMicros();
		}
		int slot = slot(second);
		long known = this.seconds.getPlain(slot);
		// One thread writes, so nothing is lost between the two.
		this.seconds.setRelease(slot, (known >>> COUNT_BITS == second) ? known + 1 : (second << COUNT_BITS) + 1);
	}

	/**
	 * Ticks a second, over the last whole seconds of the window in which the stream was
	 * heard of at all.
	 * @param nowMs the time by the monotonic clock
	 */
	double perSecond(long nowMs) {
		if (this.firstMicros == NEVER) {
			return 0;
		}
		long now = TimeUnit.MILLISECONDS.toSeconds(nowMs);
		long heard = now - this.firstSecond;
		if (heard <= 0) {
			return count(now);
		}
		long ticks = 0;
		int window = (int) Math.min(WINDOW, heard);
		for (int ago = 1; ago <= window; ago++) {
			ticks += count(now - ago);
		}
		return (double) ticks / window;
	}

	private long count(long second) {
		long known = this.seconds.getAcquire(slot(second));
		return (known >>> COUNT_BITS == second) ? known & COUNT_MASK : 0;
	}

	private static int slot(long second) {
		return (int) second & (RING - 1);
	}

}
