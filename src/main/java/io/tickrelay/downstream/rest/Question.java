package io.tickrelay.downstream.rest;

import java.util.List;

import io.tickrelay.downstream.contract.Caller;
import reactor.core.publisher.Mono;

import org.springframework.util.MultiValueMap;

/**
 * A question that one path answers.
 */
interface Question {

	/**
	 * Answers a request.
	 * @param caller who asks
	 * @param query the URL's parameters, decoded
	 * @return exactly one answer
	 */
	Mono<Answer> answer(Caller caller, MultiValueMap<String, String> query);

	/**
	 * The parameters that have a meaning here.
	 * @return their names, of which a slip is refused
	 */
	List<String> parameters();

}
