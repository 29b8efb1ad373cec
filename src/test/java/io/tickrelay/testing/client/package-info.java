/**
 * Clients of each transport, on real sockets.
 */
@NullMarked
package io.tickrelay.testing.client;

import org.jspecify.annotations.NullMarked;
