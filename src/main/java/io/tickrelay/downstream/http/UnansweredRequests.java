package io.tickrelay.downstream.http;

import java.io.IOException;
import java.util.List;

import io.tickrelay.downstream.contract.ErrorCode;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;

/**
 * Answers requests that Spring has no answer to but an exception, unknown paths and
 * methods for one, with the same problem documents as all others. A bug is left to
 * Spring, who logs it.
 */
public final class UnansweredRequests implements WebExceptionHandler {

	private final Problems problems;

	/**
	 * Creates a filter.
	 * @param problems writes the refusals
	 */
	public UnansweredRequests(Problems problems) {
		this.problems = problems;
	}

	@Override
	public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
		if (exchange.getResponse().isCommitted()) {
			// Of a client that has gone; Spring knows not all the ways to do that.
			return (failure instanceof IOException) ? Mono.empty() : Mono.error(failure);
		}
		if (failure instanceof InvalidMediaTypeException) {
			return refuse(exchange, HttpStatus.NOT_ACCEPTABLE);
		}
		HttpStatus status = (failure instanceof ErrorResponse error) ? HttpStatus.resolve(error.getStatusCode().value())
				: null;
		if (status == null || !status.is4xxClientError()) {
			return Mono.error(failure);
		}
		HttpHeaders fields = ((ErrorResponse) failure).getHeaders();
		exchange.getResponse().getHeaders().putAll(fields);
		return refuse(exchange, status);
	}

	private Mono<Void> refuse(ServerWebExchange exchange, HttpStatus status) {
		return this.problems.refuse(exchange, status, ErrorCode.BAD_REQUEST, detail(status), List.of());
	}

	private static String detail(HttpStatus status) {
		return switch (status) {
			case NOT_FOUND -> "There is nothing at this path; the paths are in /openapi.yaml and /asyncapi.yaml";
			case METHOD_NOT_ALLOWED -> "This resource does not take this method; the header Allow names those it takes";
			case NOT_ACCEPTABLE -> "This resource can't be had as one of the media types that Accept names";
			default -> "This request can't be answered: " + status.getReasonPhrase();
		};
	}

}
