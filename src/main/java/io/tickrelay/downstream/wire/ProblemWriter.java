package io.tickrelay.downstream.wire;

import java.util.List;

import io.tickrelay.downstream.contract.ErrorCode;
import io.tickrelay.downstream.contract.Rejection;
import org.jspecify.annotations.Nullable;

/**
 * Writes what is wrong with a request, before any stream began. Source: RFC 9457.
 */
public final class ProblemWriter {

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
		return this.messages.write(new Problem("about:blank", title, status, detail, code.text(), code.number(),
				code.isTemporary(), rejections.isEmpty() ? null : Rejected.of(rejections)));
	}

	private record Problem(String type, String title, int status, String detail, String code, int num,
			boolean temporary, @Nullable List<Rejected> rejected) {
	}

}
