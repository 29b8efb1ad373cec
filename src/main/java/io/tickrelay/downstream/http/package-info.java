/**
 * COLD. What HTTP has in common for all transports: connections and their clocks,
 * handshakes, heads, and how a refusal is told.
 */
@NullMarked
package io.tickrelay.downstream.http;

import org.jspecify.annotations.NullMarked;
