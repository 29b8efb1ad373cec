/**
 * HOT. A client's session, whatever its transport: the streams that it holds, and the
 * link to its socket. Lives on its channel's loop.
 *
 * <p>
 * What may end a client in the midst of a lane's work is put off to a task of its own. A
 * batch goes to the channel as one direct buffer with the void promise.
 *
 * <p>
 * <b>Slow clients.</b> {@link WriteWatch} judges by what the other side has acknowledged
 * ({@code tcp_info}). The kernel's own user time-out counts from the first closed window,
 * and would end clients that do read. What waits in the socket cannot be replaced any
 * more. It stays little until a client has shown eight times that it takes it within 100
 * ms.
 *
 * <p>
 * <b>Ends.</b> {@link Clients} registers a session before it looks whether the relay
 * stops, so none slips through. The same order covers a credential that is withdrawn in
 * the midst of a handshake.
 */
@NullMarked
package io.tickrelay.downstream.session;

import org.jspecify.annotations.NullMarked;
