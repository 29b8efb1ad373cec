/**
 * HOT. What one client is sent and in which order, what waits for its socket, and what
 * becomes of it when the socket takes too little. Everything here belongs to one loop.
 */
@NullMarked
package io.tickrelay.hub.outbox;

import org.jspecify.annotations.NullMarked;
