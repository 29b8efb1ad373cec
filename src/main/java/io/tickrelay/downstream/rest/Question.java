package io.tickrelay.downstream.rest;

import reactor.core.publisher.Mono;

import org.springframework.util.MultiValueMap;

/**
 * What one path answers.
 */
@FunctionalInterface
interface Question {

	/**
	 * Answers a request.
	 * @param query the URL's parameters, decoded
	 * @return exactly one answer
	 */
	Mono<Answer> answer(MultiValueMap<String, String> query);

}
