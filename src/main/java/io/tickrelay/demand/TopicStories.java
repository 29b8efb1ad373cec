package io.tickrelay.demand;

import io.tickrelay.tick.Topic;
import reactor.core.publisher.Mono;

/**
 * The stories of topics, as the upstream's side tells them to the clients' side.
 */
@FunctionalInterface
public interface TopicStories {

	/**
	 * Asks the session of a topic's business.
	 * @param topic a topic of a served business
	 * @return exactly one story, read anew for each subscriber; nothing for ever where
	 * the session is stuck; on any thread, which must not be kept
	 */
	Mono<TopicStory> of(Topic topic);

}
