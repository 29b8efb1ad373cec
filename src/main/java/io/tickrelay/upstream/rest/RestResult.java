package io.tickrelay.upstream.rest;

/**
 * The end of a REST request.
 *
 * @param <T> what was asked for
 */
public sealed interface RestResult<T> {

	/** What became of it in a word. */
	RestOutcome outcome();

	/**
	 * It was answered.
	 *
	 * @param <T> what was asked for
	 * @param value the answer
	 */
	record Answered<T>(T value) implements RestResult<T> {

		@Override
		public RestOutcome outcome() {
			return RestOutcome.OK;
		}

	}

	/**
	 * It was not.
	 *
	 * @param <T> what was asked for
	 * @param outcome why, never {@link RestOutcome#OK}
	 */
	record Failed<T>(RestOutcome outcome) implements RestResult<T> {
	}

}
