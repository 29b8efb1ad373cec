/**
 * Streams to programs that were written for the vendor, over its own WebSocket protocol.
 */
@NullMarked
package io.tickrelay.downstream.compat;

import org.jspecify.annotations.NullMarked;
