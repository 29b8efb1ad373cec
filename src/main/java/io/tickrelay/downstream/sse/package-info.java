/**
 * Streams to browsers, as server-sent events.
 *
 * <p>
 * Comments break silences. A delivery records no time, because that would be work on the
 * tick path. Each loop visits its streams 16 times a {@code keep-alive}, spread over
 * phases and with one timer for all ({@link Visits}). A visit compares the stream's count
 * of writes ({@link KeepAlives}).
 */
@NullMarked
package io.tickrelay.downstream.sse;

import org.jspecify.annotations.NullMarked;
