package io.tickrelay.hub;

import io.tickrelay.tick.LowerCase;
import org.jspecify.annotations.Nullable;

/**
 * How far a stream can be trusted.
 *
 * @param state what a client should think of the last value
 * @param cause why, where the state is not {@link State#LIVE}
 * @param sinceMs when this state began, epoch milliseconds
 * @param untilMs when the cause should end, milliseconds of the monotonic clock, where
 * that can be told
 */
public record StreamStatus(State state, @Nullable Cause cause, long sinceMs, @Nullable Long untilMs) {

	/**
	 * A state of unknown duration.
	 * @param state what a client should think of the last value
	 * @param cause why, where the state is not {@link State#LIVE}
	 * @param sinceMs when this state began, epoch milliseconds
	 */
	public StreamStatus(State state, @Nullable Cause cause, long sinceMs) {
		this(state, cause, sinceMs, null);
	}

	@Nullable Long etaMs(long nowMs) {
		return (this.untilMs == null) ? null : Math.max(0, this.untilMs - nowMs);
	}

	/** The states of a stream, named as clients read them. */
	public enum State implements LowerCase {

		/** Ticks arrive. */
		LIVE,
		/** Wanted, and nothing has arrived yet. */
		PENDING,
		/** There was data; what is known may be old. */
		STALE,
		/** There will be no data until an operator acts. */
		REJECTED;

	}

	/** Why a stream is not live. */
	public enum Cause implements LowerCase {

		/** The upstream session is lost. */
		UPSTREAM_DOWN,
		/** The session is back and the stream's first tick since then is awaited. */
		RECONNECTING,
		/** Subscribed and never heard of yet. */
		AWAITING_FIRST_TICK,
		/** To be asked for as soon as the frame budget has room. */
		BUDGET,
		/** Silent for longer than it ever is, while the session is alive. */
		MUTE,
		/** The upstream's plan has no room for it. */
		QUOTA,
		/** The upstream refused this stream. */
		UPSTREAM_REFUSED,
		/** The upstream refuses the relay's key. */
		KEY_REJECTED,
		/** This replica is cut off from the others. */
		CUT_OFF;

	}

}
