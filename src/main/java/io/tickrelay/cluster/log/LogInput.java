package io.tickrelay.cluster.log;

import io.tickrelay.hub.FeedState;
import io.tickrelay.hub.StreamStatus.Cause;
import io.tickrelay.hub.StreamStatus.State;
import io.tickrelay.hub.TopicCondition;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;

/**
 * An input of the hub, numbered by the leader. Every replica applies all of them in the
 * log's order. Times are epoch microseconds of the leader's receive times.
 */
public sealed interface LogInput {

	/**
	 * A tick.
	 *
	 * @param tick the tick
	 * @param backfilled whether it is a bar of the vendor's history
	 * @param seq its number in its stream
	 * @param micros when the leader received it
	 */
	record Numbered(Tick tick, boolean backfilled, long seq, long micros) implements LogInput {
	}

	/**
	 * The state of a session.
	 *
	 * @param business whose session
	 * @param state its state now
	 */
	record Feed(Business business, FeedState state) implements LogInput {
	}

	/**
	 * The condition of a topic with the upstream.
	 *
	 * @param topic the topic
	 * @param condition how it stands now
	 */
	record Condition(Topic topic, TopicCondition condition) implements LogInput {
	}

	/**
	 * The begin of a topic that some replica wants.
	 *
	 * @param topic the topic
	 * @param seqBefore the last number that a tick of it ever had; 0 for none
	 */
	record Born(Topic topic, long seqBefore) implements LogInput {
	}

	/**
	 * The end of a topic that no replica wants.
	 *
	 * @param topic the topic
	 */
	record Retired(Topic topic) implements LogInput {
	}

	/**
	 * The first input of a leader. Ticks may have been lost before it.
	 *
	 * @param replica the leader
	 */
	record Reign(String replica) implements LogInput {
	}

	/**
	 * A topic as it is now, for replicas that have not read its past. Many of them are a
	 * keyframe.
	 *
	 * @param topic the topic
	 * @param seq the number of its last tick; 0 before the first
	 * @param micros when the leader received that
	 * @param last that tick, or null
	 * @param state its state
	 * @param cause why it is in that state, or null
	 */
	record Kept(Topic topic, long seq, long micros, @Nullable Tick last, State state,
			@Nullable Cause cause) implements LogInput {
	}

	/**
	 * A sign of life of the leader, so that silence of the log means that it is cut off.
	 *
	 * @param micros the leader's time
	 */
	record Pulse(long micros) implements LogInput {
	}

}
