/**
 * Clients' JSON and the framing of SSE and WebSocket around it.
 */
@NullMarked
package io.tickrelay.downstream.wire;

import org.jspecify.annotations.NullMarked;
