/**
 * Streams to services, over WebSocket.
 */
@NullMarked
package io.tickrelay.downstream.ws;

import org.jspecify.annotations.NullMarked;
