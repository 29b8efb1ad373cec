/**
 * PURE. The session with the vendor as a function of events and time: what is subscribed,
 * asked, waited for and given up. No clock, no thread, no socket.
 */
@NullMarked
package io.tickrelay.upstream.machine;

import org.jspecify.annotations.NullMarked;
