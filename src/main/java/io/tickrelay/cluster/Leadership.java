package io.tickrelay.cluster;

import reactor.core.publisher.Mono;

/**
 * The upstream's side of a reign's end. A reign's begin needs no word, because sessions
 * open with the topics that are wanted then.
 */
@FunctionalInterface
public interface Leadership {

	/**
	 * Closes all sockets to the upstream at once. Nothing is wanted at this time, so none
	 * is opened again.
	 * @return completes when they are closed, on any thread
	 */
	Mono<Void> abandon();

}
