/**
 * COLD. Connections that are no clients, or not yet: their deadlines and bounds, and the
 * short way in for plain requests.
 *
 * <p>
 * {@link PendingConnection} holds one deadline, which no byte puts off. The watch for a
 * request's end depends on the protocol. {@link Http1Watch} sits behind the codec of
 * HTTP/1.1, {@link Http2Watch} hears of an HTTP/2 connection's streams, and
 * {@link AlpnWatch} waits for TLS to choose. {@code Clients} ends the deadline when a
 * client begins. An established stream over HTTP/1.1, or as a WebSocket, leaves the watch
 * behind.
 *
 * <p>
 * <b>The short way in.</b> {@link Http1Watch} hands {@link StreamEntrance} heads that are
 * known to have no body. A caller without credentials, with a key or with a ticket is
 * known at once. Tokens are judged by the security chain. The answer's head is made of
 * constants and goes with the greeting in one write. Over HTTP/2 all streams go through
 * the filters. {@code StreamEntranceTest} holds both ways to the same answers.
 */
@NullMarked
package io.tickrelay.downstream.admission;

import org.jspecify.annotations.NullMarked;
