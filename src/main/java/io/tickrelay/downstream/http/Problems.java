package io.tickrelay.downstream.http;

import java.util.List;

import io.tickrelay.downstream.contract.DownstreamCounters;
import io.tickrelay.downstream.contract.ErrorCode;
import io.tickrelay.downstream.contract.Refusal;
import io.tickrelay.downstream.contract.Rejection;
import io.tickrelay.downstream.wire.ProblemWriter;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;

/**
 * Refuses requests before any stream has begun.
 */
public final class Problems {

	private final ProblemWriter writer;

	private final DownstreamCounters counters;

	/**
	 * Creates the refusals.
	 * @param writer writes them
	 * @param counters counts them
	 */
	public Problems(ProblemWriter writer, DownstreamCounters counters) {
		this.writer = writer;
		this.counters = counters;
	}

	/**
	 * Answers a request with what is wrong with it; a page's WebSocket with a close code.
	 * @param exchange the request, not yet answered
	 * @param status the HTTP status
	 * @param code the word for programs
	 * @param detail what is wrong and what to do
	 * @param rejections the streams at fault, if any
	 * @return completes when the answer is sent
	 */
	public Mono<Void> refuse(ServerWebExchange exchange, HttpStatus status, ErrorCode code, String detail,
			List<Rejection> rejections) {
		this.counters.onError(code);
		if (RefusedPages.areTold(exchange, code)) {
			return RefusedPages.refuse(exchange, code, detail);
		}
		ServerHttpResponse response = exchange.getResponse();
		response.setStatusCode(status);
		response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
		response.getHeaders().setCacheControl("no-store");
		byte[] body = this.writer.problem(status.value(), status.getReasonPhrase(), code, detail, rejections);
		response.getHeaders().setContentLength(body.length);
		return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
	}

	/**
	 * Answers a client for whom there is no room now.
	 * @param exchange the request, not yet answered
	 * @param refusal why
	 * @return completes when the answer is sent
	 */
	public Mono<Void> turnAway(ServerWebExchange exchange, Refusal refusal) {
		exchange.getResponse()
			.getHeaders()
			.set(HttpHeaders.RETRY_AFTER, Long.toString(refusal.retryAfter().toSeconds()));
		return refuse(exchange, refusal.status(), refusal.code(), refusal.message(), List.of());
	}

	/**
	 * Counts a request that was answered otherwise than with an error.
	 * @param code what would have been its error
	 */
	public void onRefused(ErrorCode code) {
		this.counters.onError(code);
	}

	/**
	 * Answers a request none of whose streams exists.
	 * @param exchange the request, not yet answered
	 * @param rejections what is wrong with each; empty where it named none
	 * @return completes when the answer is sent
	 */
	public Mono<Void> refuseStreams(ServerWebExchange exchange, List<Rejection> rejections) {
		if (rejections.isEmpty()) {
			return refuse(exchange, HttpStatus.BAD_REQUEST, ErrorCode.BAD_REQUEST,
					"Name at least one stream, as in streams=BTCUSDT@trade,AAPL.US@depth"
							+ " or symbols=BTCUSDT&channels=trade,depth",
					rejections);
		}
		Rejection first = rejections.getFirst();
		String detail = "No stream can be given. " + first.stream() + ": " + first.message();
		HttpStatus status = (first.code() == ErrorCode.NOT_ENTITLED) ? HttpStatus.FORBIDDEN : HttpStatus.BAD_REQUEST;
		return refuse(exchange, status, first.code(), detail, rejections);
	}

}
