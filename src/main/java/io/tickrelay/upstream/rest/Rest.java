package io.tickrelay.upstream.rest;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;

import io.tickrelay.upstream.wire.RestRequest;
import org.jspecify.annotations.Nullable;

/**
 * Takes questions to the vendor's REST interface.
 */
interface Rest {

	/**
	 * Asks. For any thread.
	 * @param <T> what is asked for
	 * @param request the question
	 * @param patience how long it may wait for its turn
	 * @param reader makes sense of the answer, or null
	 * @param answer hears the end exactly once, on a loop of its own; not at all once
	 * that has ended
	 */
	<T> void askProxy(RestRequest request, Duration patience, Function<byte[], @Nullable T> reader,
			Consumer<RestResult<T>> answer);

}
