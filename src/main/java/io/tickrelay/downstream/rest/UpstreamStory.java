package io.tickrelay.downstream.rest;

import io.tickrelay.downstream.wire.ErrorReport;
import io.tickrelay.downstream.wire.SessionReport;
import io.tickrelay.downstream.wire.UnreadReport;
import org.jspecify.annotations.Nullable;

/**
 * What the upstream has to do with one stream. Times are epoch milliseconds.
 *
 * @param sentMs when a frame asked for it in the present session, or null
 * @param ackedMs when that was acknowledged, or proven by a push, or null
 * @param askAgainInMs until it may be asked for again, milliseconds; null where nothing
 * is waited for
 * @param lastError why the upstream would not have it the last time, or null
 * @param unread its pushes that could not be read, or null where there was none
 * @param session the session of its business
 */
public record UpstreamStory(@Nullable Long sentMs, @Nullable Long ackedMs, @Nullable Long askAgainInMs,
		@Nullable ErrorReport lastError, @Nullable UnreadReport unread, SessionReport session) {
}
