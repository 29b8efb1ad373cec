package io.tickrelay.downstream.rest;

import java.util.List;

import io.tickrelay.downstream.contract.Caller;
import io.tickrelay.downstream.contract.ErrorCode;
import io.tickrelay.downstream.contract.StreamQuery;
import io.tickrelay.downstream.http.Problems;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;

/**
 * What all paths of this package have in common: they are read with GET or HEAD, their
 * answers are JSON, and nothing may remember them.
 */
final class QuestionHandler implements WebHandler {

	private static final String METHODS = "GET, HEAD";

	private static final String RETRY_AFTER_SECONDS = "60";

	private final Question question;

	private final Problems problems;

	QuestionHandler(Question question, Problems problems) {
		this.question = question;
		this.problems = problems;
	}

	@Override
	public Mono<Void> handle(ServerWebExchange exchange) {
		HttpMethod method = exchange.getRequest().getMethod();
		if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
			exchange.getResponse().getHeaders().set(HttpHeaders.ALLOW, METHODS);
			return this.problems.refuse(exchange, HttpStatus.METHOD_NOT_ALLOWED, ErrorCode.BAD_REQUEST,
					"This resource is read with GET", List.of());
		}
		if (!acceptsJson(exchange)) {
			return this.problems.refuse(exchange, HttpStatus.NOT_ACCEPTABLE, ErrorCode.BAD_REQUEST,
					"This resource is application/json; accept that", List.of());
		}
		MultiValueMap<String, String> query = exchange.getRequest().getQueryParams();
		String slip = StreamQuery.slip(query, this.question.parameters());
		if (slip != null) {
			return send(exchange, Answer.bad(slip));
		}
		return this.question.answer(Caller.behind(exchange), query).flatMap((answer) -> send(exchange, answer));
	}

	private Mono<Void> send(ServerWebExchange exchange, Answer answer) {
		return switch (answer) {
			case Answer.Found found -> sendJson(exchange.getResponse(), found.json());
			case Answer.Refused(var status, var code, String detail, var rejections) -> {
				if (status == HttpStatus.SERVICE_UNAVAILABLE) {
					exchange.getResponse().getHeaders().set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
				}
				yield this.problems.refuse(exchange, status, code, detail, rejections);
			}
			case Answer.NoStream(var rejections) -> this.problems.refuseStreams(exchange, rejections);
		};
	}

	private static Mono<Void> sendJson(ServerHttpResponse response, byte[] json) {
		response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
		response.getHeaders().setCacheControl("no-store");
		response.getHeaders().setContentLength(json.length);
		return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(json)));
	}

	private static boolean acceptsJson(ServerWebExchange exchange) {
		try {
			List<MediaType> accepted = exchange.getRequest().getHeaders().getAccept();
			return accepted.isEmpty() || accepted.stream()
				.anyMatch((type) -> type.getQualityValue() > 0 && type.includes(MediaType.APPLICATION_JSON));
		}
		catch (InvalidMediaTypeException ex) {
			return false;
		}
	}

}
