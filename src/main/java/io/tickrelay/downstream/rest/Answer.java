package io.tickrelay.downstream.rest;

import java.util.List;

import io.tickrelay.downstream.contract.ErrorCode;
import io.tickrelay.downstream.contract.Rejection;
import io.tickrelay.downstream.contract.RequestedStreams;

import org.springframework.http.HttpStatus;

/**
 * The answer to a {@link Question}.
 */
sealed interface Answer {

	/** A JSON object, to be sent as it is. */
	final class Found implements Answer {

		private final byte[] json;

		Found(byte[] json) {
			this.json = json;
		}

		byte[] json() {
			return this.json;
		}

	}

	/**
	 * A problem.
	 *
	 * @param status the HTTP status
	 * @param code the word for programs
	 * @param detail what is wrong and what to do
	 * @param rejections the streams at fault, if any
	 */
	record Refused(HttpStatus status, ErrorCode code, String detail, List<Rejection> rejections) implements Answer {
	}

	/**
	 * None of the streams that were named exists.
	 *
	 * @param rejections what is wrong with each; empty where none was named
	 */
	record NoStream(List<Rejection> rejections) implements Answer {
	}

	/**
	 * A question that makes no sense.
	 * @param detail what is wrong and what to do
	 * @return the refusal
	 */
	static Answer bad(String detail) {
		return new Refused(HttpStatus.BAD_REQUEST, ErrorCode.BAD_REQUEST, detail, List.of());
	}

	/**
	 * The answer where no name could be read.
	 * @param requestedStreams names without a topic
	 * @return the refusal
	 */
	static Answer noStream(RequestedStreams requestedStreams) {
		return new NoStream(requestedStreams.rejections());
	}

}
