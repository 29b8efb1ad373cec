package io.tickrelay.upstream.rest;

import io.tickrelay.tick.LowerCase;

/**
 * The outcome of a REST request. A failure is a value: the asker goes on without an
 * answer.
 */
public enum RestOutcome implements LowerCase {

	/** It was answered. */
	OK,
	/** HTTP 401: the key is wrong, and asking again could get it banned. */
	UNAUTHORIZED,
	/** Too many requests for the plan, in either of the vendor's spellings. */
	RATE_LIMITED,
	/** Another HTTP status from 400 to 499. */
	CLIENT_ERROR,
	/** An HTTP status from 500 on. */
	SERVER_ERROR,
	/** A status that is no answer, such as a redirect, which is not followed. */
	OTHER_STATUS,
	/** An answer that cannot be read or is too long. */
	MALFORMED,
	/** No answer in time. */
	TIMEOUT,
	/** The proxy can't be reached, wants other credentials, or opens no tunnel. */
	PROXY_FAILED,
	/** No connection, or one that broke. */
	UNREACHABLE,
	/** Never sent: there is a pause, or too much waits already. */
	REFUSED_LOCALLY;

	private static final int OK_STATUS = 200;

	private static final int UNAUTHORIZED_STATUS = 401;

	private static final int RATE_LIMITED_STATUS = 429;

	/**
	 * What a status says.
	 * @param status of HTTP
	 * @return {@link #OK} where the body decides
	 */
	static RestOutcome of(int status) {
		return switch (status) {
			case OK_STATUS -> OK;
			case UNAUTHORIZED_STATUS -> UNAUTHORIZED;
			case RATE_LIMITED_STATUS -> RATE_LIMITED;
			default -> (status >= 500) ? SERVER_ERROR : (status >= 400) ? CLIENT_ERROR : OTHER_STATUS;
		};
	}

}
