package io.tickrelay.hub;

import io.tickrelay.tick.Business;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Topic;

/**
 * The inputs of the hub, as the upstream's side gives them. Each method belongs to the
 * loop of the business that it names, and each business always has the same loop.
 */
public interface HubInputs {

	/**
	 * Takes one tick in.
	 * @param tick a tick of any topic; an unwanted one is counted and left
	 */
	void onTick(Tick tick);

	/**
	 * Takes a bar of the upstream's history in: as {@link #onTick}, but it is no news and
	 * leaves the stream's state as it is.
	 * @param bar a bar of any topic; an unwanted one is counted and left
	 */
	void onBackfilled(Tick.Kline bar);

	/**
	 * Takes note of a session's state and tells every stream that it feeds.
	 * @param business whose session
	 * @param state its state now
	 */
	void onFeed(Business business, FeedState state);

	/**
	 * Takes note of how a topic stands with the upstream.
	 * @param topic the topic; an unwanted one is left alone
	 * @param topicCondition how it stands now
	 */
	void onStanding(Topic topic, TopicCondition topicCondition);

}
