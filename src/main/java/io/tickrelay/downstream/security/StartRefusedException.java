package io.tickrelay.downstream.security;

/**
 * The relay must not start as it is set up; the message says what to do, and nothing else
 * is to be printed.
 */
final class StartRefusedException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	StartRefusedException(String message) {
		super(message);
	}

}
