package io.tickrelay.downstream.wire;

import java.util.List;

import io.tickrelay.downstream.contract.Rejection;

/**
 * One stream that a client does not get, as it reads it.
 *
 * @param stream the name as the client wrote it
 * @param code the word for programs
 * @param num the number for programs
 * @param message for people
 * @param temporary whether the same request may be granted later
 */
public record Rejected(String stream, String code, int num, String message, boolean temporary) {

	/**
	 * Describes refusals.
	 * @param rejections the streams, and why
	 * @return one for each, in their order
	 */
	public static List<Rejected> of(List<Rejection> rejections) {
		return rejections.stream()
			.map((rejection) -> new Rejected(rejection.stream(), rejection.code().text(), rejection.code().number(),
					rejection.message(), rejection.code().isTemporary()))
			.toList();
	}

}
