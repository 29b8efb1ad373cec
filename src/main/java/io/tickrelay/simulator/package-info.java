/**
 * An upstream of one's own: a server that speaks the vendor's WebSocket protocol and
 * pushes markets that move. The relay connects to it when it has no key. The tests plug
 * faults and observations into its hook. Written from the protocol alone and sharing no
 * code with the client side, so that a mistake there is not repeated here.
 *
 * <pre>
 *             KeyFilter       HandshakeHandler    SessionHandler    CommandHandler
 * client ───▶ hides the ────▶ 401 427 404 101 ──▶ frames, pings ──▶ acks, errors
 *    ▲        key                                                      │ watch
 *    └─────────────────────── Session ◀──────────────────────────── Exchange ◀── pulse, every 10 ms
 *                                                                   markets
 * </pre>
 *
 * Everything runs on one event loop and is owned by it; only {@code SimulatorServer} may
 * be used from any thread.
 */
@NullMarked
package io.tickrelay.simulator;

import org.jspecify.annotations.NullMarked;
