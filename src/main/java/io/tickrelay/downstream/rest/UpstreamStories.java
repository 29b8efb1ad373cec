package io.tickrelay.downstream.rest;

import io.tickrelay.tick.Topic;
import reactor.core.publisher.Mono;

/**
 * Where {@code /v1/explain} learns what the upstream has to do with a stream. The
 * clients' side knows no more of the upstream than this.
 */
@FunctionalInterface
public interface UpstreamStories {

	/**
	 * Asks the session of a topic's business.
	 * @param topic a topic of a served business
	 * @return exactly one story, or nothing for ever where the session is stuck; on any
	 * thread, which must not be kept
	 */
	Mono<UpstreamStory> of(Topic topic);

}
