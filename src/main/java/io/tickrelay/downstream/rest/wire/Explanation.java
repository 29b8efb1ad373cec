package io.tickrelay.downstream.rest.wire;

import java.util.List;

import io.tickrelay.demand.TopicStory;
import io.tickrelay.hub.StreamView;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;

/**
 * How far a stream has come on its way from a client's request to fresh data.
 *
 * @param topic the stream
 * @param steps the way, in its order
 * @param verdict what it is waiting for and what to do, for a person
 * @param holders how many clients have it
 * @param view the stream, or null where it is not wanted
 * @param session the session that carries it, or null where it did not answer in time
 * @param lastError what the upstream said of this very stream, or null
 * @param undecodable its pushes that could not be read, or null
 */
public record Explanation(Topic topic, List<Step> steps, String verdict, int holders, @Nullable StreamView view,
		TopicStory.@Nullable Session session, TopicStory.@Nullable Fault lastError,
		TopicStory.@Nullable Unread undecodable) {

	/**
	 * One step of the way.
	 *
	 * @param name the name on the wire
	 * @param atMs when it was done, epoch milliseconds, or null where it is not
	 */
	public record Step(String name, @Nullable Long atMs) {
	}

}
