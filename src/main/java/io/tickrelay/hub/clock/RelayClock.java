package io.tickrelay.hub.clock;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The relay's clocks. The machine's wall clock dates what clients see and may be set at
 * any moment. Its monotonic clock tells ages.
 *
 * <p>
 * Receive times follow the wall clock and increase strictly over the whole relay, because
 * clients resume by them. Where the wall clock jumps ahead, receive times jump with it.
 * Where it jumps back, they go on at half the pace until it has caught up.
 * {@link Timeline} knows the moment of each receive time. Safe for any thread.
 */
public final class RelayClock {

	/** A larger difference between the two clocks shows that one of them was set. */
	static final long TOLERANCE_MICROS = TimeUnit.MILLISECONDS.toMicros(10);

	/**
	 * Two readings that are further apart say nothing, because the thread was
	 * interrupted.
	 */
	private static final long ONE_MOMENT_MICROS = 500;

	private static final int MOST_READINGS = 20;

	private final InstantSource source;

	private final LongSupplier nanoTime;

	/** The monotonic clock's start; its values may overflow. */
	private final long startNanos;

	private final AtomicLong lastMicros;

	private final AtomicLong startMicros;

	// Replaced under the lock of this when the wall clock was set or has drifted, which
	// is seldom.
	private volatile Timeline timeline;

	/**
	 * Creates a clock of a source that is never set: its time is the monotonic one, too.
	 * @param source the time
	 */
	public RelayClock(InstantSource source) {
		this(source, () -> TimeUnit.MICROSECONDS.toNanos(micros(source)));
	}

	/**
	 * Creates a clock.
	 * @param source the machine's wall clock
	 * @param nanoTime the machine's monotonic clock
	 */
	public RelayClock(InstantSource source, LongSupplier nanoTime) {
		this.source = source;
		this.nanoTime = nanoTime;
		this.startNanos = nanoTime.getAsLong();
		long now = micros();
		// The first answer may be the time now.
		this.startMicros = new AtomicLong(now - 1);
		this.lastMicros = new AtomicLong(now - 1);
		this.timeline = new Timeline(now, steadyMicros());
	}

	/**
	 * A receive time that no other tick has.
	 * @return epoch microseconds, greater than every earlier answer
	 */
	public long nextMicros() {
		long now = receiveTime(steadyMicros(), micros());
		return this.lastMicros.updateAndGet((last) -> Math.max(last + 1, now));
	}

	/**
	 * Receive times come from another clock from now on. This one has given none yet.
	 */
	public void follow() {
		this.startMicros.set(Long.MAX_VALUE);
		this.lastMicros.set(0);
	}

	/**
	 * Takes note of a receive time that another clock gave: this clock's are later from
	 * now on.
	 * @param micros epoch microseconds
	 */
	public void observe(long micros) {
		this.startMicros.accumulateAndGet(micros - 1, Math::min);
		this.lastMicros.accumulateAndGet(micros, Math::max);
	}

	/**
	 * Whether a time may be an answer of this clock: one from before a restart is not.
	 * @param micros epoch microseconds, from a client
	 * @return true between the clock's start and its last answer
	 */
	public boolean gave(long micros) {
		return micros > this.startMicros.get() && micros <= this.lastMicros.get();
	}

	/**
	 * The last answer: whatever is received from now on gets a later one.
	 * @return epoch microseconds; the clock's start where there was no answer
	 */
	public long last() {
		return this.lastMicros.get();
	}

	/**
	 * The wall clock's time now.
	 * @return epoch milliseconds
	 */
	public long millis() {
		return TimeUnit.MICROSECONDS.toMillis(micros());
	}

	/**
	 * The monotonic clock's time now, for durations alone.
	 * @return milliseconds since some moment
	 */
	public long steadyMillis() {
		return TimeUnit.MICROSECONDS.toMillis(steadyMicros());
	}

	/**
	 * How long ago a receive time was, whatever the wall clock was set to meanwhile.
	 * @param micros from {@link #nextMicros()}
	 * @return milliseconds, never negative
	 */
	public long ageMs(long micros) {
		return TimeUnit.MICROSECONDS.toMillis(ageMicros(micros));
	}

	/**
	 * How long ago a receive time was, whatever the wall clock was set to meanwhile.
	 * @param micros from {@link #nextMicros()}
	 * @return microseconds, never negative
	 */
	public long ageMicros(long micros) {
		long byWall = micros() - micros;
		long bySteady = steadyMicros() - this.timeline.steadyMicros(micros);
		// Where the two ages agree, the timeline is a straight line and the age by the
		// wall clock is exact.
		return Math.max(0, (Math.abs(byWall - bySteady) <= 2 * TOLERANCE_MICROS) ? byWall : bySteady);
	}

	/**
	 * The time that the wall clock would have shown at a receive time, had it always been
	 * set as it is now. Other machines' times are compared to this.
	 * @param micros from {@link #nextMicros()}
	 * @return epoch microseconds
	 */
	public long wallMicros(long micros) {
		return micros() - ageMicros(micros);
	}

	/**
	 * The receive time that was current a while before another.
	 * @param micros from {@link #nextMicros()}
	 * @param byMicros how long before, by the monotonic clock
	 * @return epoch microseconds
	 */
	public long before(long micros, long byMicros) {
		Timeline known = this.timeline;
		return Math.min(micros, known.receiveTime(known.steadyMicros(micros) - byMicros));
	}

	private long receiveTime(long steadyMicros, long wallMicros) {
		Timeline known = this.timeline;
		if (!known.isSlow() && Math.abs(known.newest(steadyMicros) - wallMicros) <= TOLERANCE_MICROS) {
			return wallMicros;
		}
		long slow = known.newest(steadyMicros);
		return (known.isSlow() && slow > wallMicros) ? slow : onSet();
	}

	/** The clocks seem to have left the timeline. */
	private synchronized long onSet() {
		long steady = steadyMicros();
		long wall = micros();
		for (int reading = 1; reading < MOST_READINGS; reading++) {
			long again = steadyMicros();
			if (again - steady <= ONE_MOMENT_MICROS) {
				break;
			}
			steady = again;
			wall = micros();
		}
		long last = this.lastMicros.get();
		Timeline known = this.timeline;
		if (!known.isSlow() && Math.abs(known.newest(steady) - wall) <= TOLERANCE_MICROS) {
			// Another thread has seen that, or this thread was interrupted between two
			// readings.
			return wall;
		}
		if (known.isSlow() && known.newest(steady) > wall) {
			return known.newest(steady);
		}
		boolean back = wall < last - TOLERANCE_MICROS;
		// After a wall clock that was set back, receive times go on from where they would
		// be now.
		long from = back ? Math.max(last + 1, known.newest(steady)) : wall;
		this.timeline = known.and(from, steady, back);
		return from;
	}

	/**
	 * The monotonic time.
	 * @return microseconds; good for differences alone
	 */
	public long steadyMicros() {
		return TimeUnit.NANOSECONDS.toMicros(this.nanoTime.getAsLong() - this.startNanos);
	}

	private long micros() {
		return micros(this.source);
	}

	private static long micros(InstantSource source) {
		Instant now = source.instant();
		return TimeUnit.SECONDS.toMicros(now.getEpochSecond()) + TimeUnit.NANOSECONDS.toMicros(now.getNano());
	}

}
