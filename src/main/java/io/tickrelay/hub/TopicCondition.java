package io.tickrelay.hub;

import java.time.Duration;

import io.tickrelay.hub.StreamStatus.Cause;

/**
 * How one topic stands with the upstream while its session is open, as far as its clients
 * should know. What a session as a whole does to its streams is a {@link FeedState}.
 */
public sealed interface TopicCondition {

	/**
	 * To be asked for as soon as the frame budget has room.
	 *
	 * @param eta how long that will take, as far as can be told now
	 */
	record Queued(Duration eta) implements TopicCondition {
	}

	/**
	 * Asked for.
	 *
	 * @param interrupted whether a subscription that stood was given up for this one, so
	 * that ticks may have been lost in between
	 */
	record Asked(boolean interrupted) implements TopicCondition {
	}

	/** Silent for longer than it ever is, while its session is alive. */
	record Mute() implements TopicCondition {
	}

	/**
	 * The upstream will not carry it.
	 *
	 * @param cause why
	 */
	record Refused(Cause cause) implements TopicCondition {
	}

}
