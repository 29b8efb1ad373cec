/**
 * HOT. A WebSocket, whatever is said over it: frames, handshakes, closes.
 *
 * <p>
 * {@link WebSockets} upgrades through Reactor Netty, lets go of the request and puts a
 * stricter frame decoder in the place of Netty's. The relay reads frames itself, so it
 * can close as the contract says and stop reading a client that does not take its
 * answers.
 *
 * <p>
 * Half of a TLS connection cannot be closed. After a broken frame the client's close is
 * therefore awaited for the whole grace.
 */
@NullMarked
package io.tickrelay.downstream.websocket;

import org.jspecify.annotations.NullMarked;
