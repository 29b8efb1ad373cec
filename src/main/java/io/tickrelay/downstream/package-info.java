/**
 * What the transports to clients share: a client's session with its lease and its outbox,
 * why sessions end, and the words for what clients did wrong.
 */
@NullMarked
package io.tickrelay.downstream;

import org.jspecify.annotations.NullMarked;
