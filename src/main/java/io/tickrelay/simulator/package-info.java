/**
 * An upstream of one's own: a server that speaks the vendor's WebSocket protocol and
 * pushes markets that move. It is what the relay connects to when it has no key, and what
 * its tests connect to when something must go wrong. Written from the protocol alone and
 * sharing no code with the client side, so that a mistake there is not repeated here.
 *
 * <pre>
 *             KeyFilter       Gate        SessionHandler     ControlDesk
 * client ───▶ hides the ────▶ 401 427 ──▶ frames, pings ───▶ acks, errors
 *    ▲        key             404 101                           │ watch
 *    └─────── FaultyLine ◀─── Session ◀──────────────────── Exchange ◀── pulse, every 10 ms
 *             stall drip cut                                 markets
 * </pre>
 *
 * Everything runs on one event loop and is owned by it; only {@code Simulator},
 * {@code Faults} and {@code Observations} may be used from any thread.
 */
@NullMarked
package io.tickrelay.simulator;

import org.jspecify.annotations.NullMarked;
