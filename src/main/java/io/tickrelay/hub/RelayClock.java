package io.tickrelay.hub;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The relay's wall clock. Receive times are strictly increasing over the whole relay even
 * where the machine's clock stands still or jumps back, because clients resume by them.
 * Safe for any thread.
 */
public final class RelayClock {

	private final InstantSource source;

	private final AtomicLong lastMicros;

	private final long startMicros;

	/**
	 * Creates a clock.
	 * @param source the machine's clock
	 */
	public RelayClock(InstantSource source) {
		this.source = source;
		// The first answer may be the time now.
		this.startMicros = micros() - 1;
		this.lastMicros = new AtomicLong(this.startMicros);
	}

	/**
	 * A receive time that nobody else got.
	 * @return epoch microseconds, greater than every earlier answer
	 */
	public long nextMicros() {
		long now = micros();
		return this.lastMicros.updateAndGet((last) -> Math.max(last + 1, now));
	}

	/**
	 * Whether a time may be an answer of this clock: one from before a restart is not.
	 * @param micros epoch microseconds, from a client
	 * @return true between the clock's start and its last answer
	 */
	public boolean gave(long micros) {
		return micros > this.startMicros && micros <= this.lastMicros.get();
	}

	/**
	 * The last answer: whatever is received from now on gets a later one.
	 * @return epoch microseconds; the clock's start where there was no answer
	 */
	long last() {
		return this.lastMicros.get();
	}

	/**
	 * The time now, which may be before the last answer.
	 * @return epoch microseconds
	 */
	long microsNow() {
		return micros();
	}

	/**
	 * The time now.
	 * @return epoch milliseconds
	 */
	public long millis() {
		return TimeUnit.MICROSECONDS.toMillis(micros());
	}

	/**
	 * How long ago a receive time was.
	 * @param micros from {@link #nextMicros()}
	 * @return milliseconds, never negative
	 */
	public long ageMs(long micros) {
		return Math.max(0, TimeUnit.MICROSECONDS.toMillis(micros() - micros));
	}

	private long micros() {
		Instant now = this.source.instant();
		return TimeUnit.SECONDS.toMicros(now.getEpochSecond()) + TimeUnit.NANOSECONDS.toMicros(now.getNano());
	}

}
