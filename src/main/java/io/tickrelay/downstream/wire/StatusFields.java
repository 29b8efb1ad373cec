package io.tickrelay.downstream.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.tickrelay.hub.StreamStatus;
import org.jspecify.annotations.Nullable;

/**
 * The state of a stream, as every message and answer has it.
 *
 * @param state the state's word
 * @param cause the cause's word, or null
 * @param since since when, epoch milliseconds
 * @param lastTickAgeMs since the last tick; null, which is told, where there was none
 * @param etaMs until the stream is asked for, as far as that is known; null where it is
 * not
 */
public record StatusFields(String state, @Nullable String cause, long since, @JsonInclude @Nullable Long lastTickAgeMs,
		@Nullable Long etaMs) {

	/**
	 * Describes a state.
	 * @param status the state
	 * @param lastTickAgeMs since the last tick, or null
	 * @param etaMs until the stream is asked for, or null
	 * @return its fields
	 */
	public static StatusFields of(StreamStatus status, @Nullable Long lastTickAgeMs, @Nullable Long etaMs) {
		return new StatusFields(status.state().text(), (status.cause() != null) ? status.cause().text() : null,
				status.sinceMs(), lastTickAgeMs, etaMs);
	}

}
