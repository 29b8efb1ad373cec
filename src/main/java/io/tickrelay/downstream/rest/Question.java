package io.tickrelay.downstream.rest;

import io.tickrelay.downstream.Caller;
import reactor.core.publisher.Mono;

import org.springframework.util.MultiValueMap;

/**
 * What one path answers.
 */
@FunctionalInterface
interface Question {

	/**
	 * Answers a request.
	 * @param caller who asks
	 * @param query the URL's parameters, decoded
	 * @return exactly one answer
	 */
	Mono<Answer> answer(Caller caller, MultiValueMap<String, String> query);

}
