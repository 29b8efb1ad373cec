package io.tickrelay.downstream.wire;

import java.net.URI;
import java.util.List;

import io.tickrelay.downstream.contract.ErrorCode;
import io.tickrelay.downstream.contract.Rejection;

import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;

/**
 * Writes what is wrong with a request, before any stream began. Source: RFC 9457.
 */
public final class ProblemWriter {

	/** The type of a problem that its status tells enough of. */
	private static final URI NO_TYPE = URI.create("about:blank");

	private final MessageEncoder messages;

	/**
	 * Creates a writer.
	 * @param messages shares its JSON
	 */
	public ProblemWriter(MessageEncoder messages) {
		this.messages = messages;
	}

	/**
	 * Writes a problem.
	 * @param status the HTTP status
	 * @param title the status in words
	 * @param code the word and number for programs
	 * @param detail what is wrong and what to do, for people
	 * @param rejections the streams at fault, if any
	 * @return a JSON object
	 */
	public byte[] problem(int status, String title, ErrorCode code, String detail, List<Rejection> rejections) {
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatusCode.valueOf(status), detail);
		problem.setType(NO_TYPE);
		problem.setTitle(title);
		problem.setProperty("code", code.text());
		problem.setProperty("num", code.number());
		problem.setProperty("temporary", code.isTemporary());
		if (!rejections.isEmpty()) {
			problem.setProperty("rejected", Rejected.of(rejections));
		}
		return this.messages.write(problem);
	}

}
