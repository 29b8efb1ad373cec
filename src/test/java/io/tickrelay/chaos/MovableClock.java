package io.tickrelay.chaos;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** A wall clock that is set while it is read. Safe for any thread. */
final class MovableClock implements InstantSource {

	private final AtomicReference<Duration> offset = new AtomicReference<>(Duration.ZERO);

	void move(Duration by) {
		this.offset.updateAndGet((before) -> before.plus(by));
	}

	@Override
	public Instant instant() {
		return Instant.now().plus(this.offset.get());
	}

}
