/**
 * HOT. A client's session, whatever its transport: the streams that it holds, and the
 * link to its socket. Lives on its channel's loop.
 */
@NullMarked
package io.tickrelay.downstream.session;

import org.jspecify.annotations.NullMarked;
