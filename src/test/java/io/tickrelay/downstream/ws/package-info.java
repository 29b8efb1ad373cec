/**
 * What the WebSocket has of its own.
 */
@NullMarked
package io.tickrelay.downstream.ws;

import org.jspecify.annotations.NullMarked;
