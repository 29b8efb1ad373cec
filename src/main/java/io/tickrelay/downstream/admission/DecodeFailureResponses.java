package io.tickrelay.downstream.admission;

import java.util.List;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.tickrelay.downstream.contract.DownstreamCounters;
import io.tickrelay.downstream.contract.ErrorCode;
import io.tickrelay.downstream.contract.Sizes;
import io.tickrelay.downstream.wire.ProblemWriter;

import org.springframework.http.MediaType;

/**
 * Answers requests that the HTTP codec could not read, which never reach Spring: with the
 * same problem documents as all others, and counted like them. Safe for any thread.
 */
public final class DecodeFailureResponses {

	private final ProblemWriter writer;

	private final DownstreamCounters counters;

	private final Sizes sizes;

	/**
	 * Creates what answers them.
	 * @param writer writes the refusals
	 * @param counters count them
	 * @param sizes tell how large a request may be
	 */
	public DecodeFailureResponses(ProblemWriter writer, DownstreamCounters counters, Sizes sizes) {
		this.writer = writer;
		this.counters = counters;
		this.sizes = sizes;
	}

	/**
	 * Makes the answer, after which the connection has to end, because the next request's
	 * beginning is unknown.
	 * @param cause what the codec says
	 * @return 414, 431 or 400
	 */
	FullHttpResponse answer(Throwable cause) {
		return switch (cause) {
			case TooLongHttpLineException _ -> answer(HttpResponseStatus.REQUEST_URI_TOO_LONG,
					"The URL, with what stands beside it in its line, has at most " + this.sizes.url()
							+ " bytes; subscribe to more streams over the WebSocket at /v1/ws");
			case TooLongHttpHeaderException _ -> answer(HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
					"The headers have at most " + this.sizes.headers() + " bytes together; clear the site's cookies");
			default -> answer(HttpResponseStatus.BAD_REQUEST, "This is no HTTP request");
		};
	}

	/** Counts what broke off in a way that leaves no room for an answer. */
	void onBroken() {
		this.counters.onError(ErrorCode.BAD_REQUEST);
	}

	private FullHttpResponse answer(HttpResponseStatus status, String detail) {
		this.counters.onError(ErrorCode.BAD_REQUEST);
		byte[] body = this.writer.problem(status.code(), status.reasonPhrase(), ErrorCode.BAD_REQUEST, detail,
				List.of());
		FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status,
				Unpooled.wrappedBuffer(body));
		response.headers()
			.set(HttpHeaderNames.CONTENT_TYPE, MediaType.APPLICATION_PROBLEM_JSON_VALUE)
			.set(HttpHeaderNames.CONTENT_LENGTH, body.length)
			.set(HttpHeaderNames.CACHE_CONTROL, "no-store")
			.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
		return response;
	}

}
