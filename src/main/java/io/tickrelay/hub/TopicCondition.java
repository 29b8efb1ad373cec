package io.tickrelay.hub;

import java.time.Duration;

import io.tickrelay.hub.StreamStatus.Cause;

/**
 * The condition of one topic at the upstream while its session is open, as far as clients
 * should know. The state of the whole session is a {@link FeedState}.
 */
public sealed interface TopicCondition {

	/**
	 * The topic is to be asked for as soon as the frame budget has room.
	 *
	 * @param eta how long that will take, as far as can be told now
	 */
	record Queued(Duration eta) implements TopicCondition {
	}

	/**
	 * The topic was asked for.
	 *
	 * @param interrupted whether a subscription that stood was given up for this one, so
	 * that ticks may have been lost in between
	 */
	record Asked(boolean interrupted) implements TopicCondition {
	}

	/** The topic is silent for longer than it ever is, while its session is alive. */
	record Mute() implements TopicCondition {
	}

	/**
	 * The upstream will not carry the topic.
	 *
	 * @param cause why
	 */
	record Refused(Cause cause) implements TopicCondition {
	}

}
