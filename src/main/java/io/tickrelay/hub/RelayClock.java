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

	private final AtomicLong lastMicros = new AtomicLong();

	/**
	 * Creates a clock.
	 * @param source the machine's clock
	 */
	public RelayClock(InstantSource source) {
		this.source = source;
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
