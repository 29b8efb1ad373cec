/**
 * What the transports to clients share. That is a client's session with its lease and its
 * outbox, the reasons for its end, and the words for clients' errors.
 */
@NullMarked
package io.tickrelay.downstream;

import org.jspecify.annotations.NullMarked;
