package io.tickrelay.hub;

import io.tickrelay.hub.StreamStatus.Cause;
import io.tickrelay.hub.StreamStatus.State;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;

/**
 * Builds frames for tests of packages that can't build them.
 */
public final class Frames {

	private Frames() {
	}

	public static TickFrame tick(Tick tick, long seq, long receivedMicros) {
		return new TickFrame(tick, 1, seq, receivedMicros, null);
	}

	public static StatusFrame status(Topic topic, State state, @Nullable Cause cause, long sinceMs,
			@Nullable Long lastTickAgeMs) {
		return new StatusFrame(topic, 1, new StreamStatus(state, cause, sinceMs), 1, lastTickAgeMs, null);
	}

	public static StatusFrame budget(Topic topic, long sinceMs, long etaMs) {
		return new StatusFrame(topic, 1, new StreamStatus(State.PENDING, Cause.BUDGET, sinceMs), 1, null, etaMs);
	}

	public static TickFrame backfilled(Tick.Kline bar, long seq, long receivedMicros) {
		return new BackfilledFrame(bar, 1, seq, receivedMicros, null, null);
	}

	public static GapFrame gap(Topic topic, GapCause cause, long fromSeq, long toSeq) {
		return new GapFrame(topic, 1, cause, fromSeq, toSeq);
	}

}
