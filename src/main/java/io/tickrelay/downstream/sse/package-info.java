/**
 * Streams to browsers, as server-sent events.
 */
@NullMarked
package io.tickrelay.downstream.sse;

import org.jspecify.annotations.NullMarked;
