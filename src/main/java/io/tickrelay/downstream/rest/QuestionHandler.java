package io.tickrelay.downstream.rest;

import java.util.List;

import io.tickrelay.downstream.contract.Caller;
import io.tickrelay.downstream.contract.ErrorCode;
import io.tickrelay.downstream.contract.StreamQuery;
import io.tickrelay.downstream.http.Problems;
import reactor.core.publisher.Mono;

import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * Answers one path with JSON that no cache may keep. A request that the path does not
 * serve is refused here, because a route that does not match leaves it to the files.
 */
final class QuestionHandler implements HandlerFunction<ServerResponse> {

	private static final String METHODS = "GET, HEAD";

	private static final String RETRY_AFTER_SECONDS = "60";

	private final Question question;

	private final Problems problems;

	QuestionHandler(Question question, Problems problems) {
		this.question = question;
		this.problems = problems;
	}

	@Override
	public Mono<ServerResponse> handle(ServerRequest request) {
		HttpMethod method = request.method();
		if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
			request.exchange().getResponse().getHeaders().set(HttpHeaders.ALLOW, METHODS);
			return refuse(request, HttpStatus.METHOD_NOT_ALLOWED, "This resource is read with GET");
		}
		if (!acceptsJson(request)) {
			return refuse(request, HttpStatus.NOT_ACCEPTABLE, "This resource is application/json; accept that");
		}
		String slip = StreamQuery.slip(request.queryParams(), this.question.parameters());
		if (slip != null) {
			return refuse(request, HttpStatus.BAD_REQUEST, slip);
		}
		return this.question.answer(Caller.behind(request.exchange()), request.queryParams())
			.flatMap((answer) -> send(request, answer));
	}

	private Mono<ServerResponse> send(ServerRequest request, Answer answer) {
		return switch (answer) {
			case Answer.Found found -> ServerResponse.ok()
				.contentType(MediaType.APPLICATION_JSON)
				.cacheControl(CacheControl.noStore())
				.bodyValue(found.json());
			case Answer.Refused(var status, var code, String detail, var rejections) -> {
				if (status == HttpStatus.SERVICE_UNAVAILABLE) {
					request.exchange().getResponse().getHeaders().set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
				}
				yield sent(this.problems.refuse(request.exchange(), status, code, detail, rejections));
			}
			case Answer.NoStream(var rejections) -> sent(this.problems.refuseStreams(request.exchange(), rejections));
		};
	}

	private Mono<ServerResponse> refuse(ServerRequest request, HttpStatus status, String detail) {
		return sent(this.problems.refuse(request.exchange(), status, ErrorCode.BAD_REQUEST, detail, List.of()));
	}

	/** A refusal is written already, and leaves no response to write. */
	private static Mono<ServerResponse> sent(Mono<Void> refusal) {
		return refusal.then(Mono.empty());
	}

	private static boolean acceptsJson(ServerRequest request) {
		try {
			List<MediaType> accepted = request.headers().accept();
			return accepted.isEmpty() || accepted.stream()
				.anyMatch((type) -> type.getQualityValue() > 0 && type.includes(MediaType.APPLICATION_JSON));
		}
		catch (InvalidMediaTypeException ex) {
			return false;
		}
	}

}
