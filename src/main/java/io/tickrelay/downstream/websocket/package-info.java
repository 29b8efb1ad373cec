/**
 * HOT. What a WebSocket is, whatever is said over it: frames, handshakes, goodbyes.
 */
@NullMarked
package io.tickrelay.downstream.websocket;

import org.jspecify.annotations.NullMarked;
