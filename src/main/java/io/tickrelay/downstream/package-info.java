/**
 * The wiring of the clients' side, and the beans that all transports share. Those are
 * sessions, the reasons for their ends, and the words for clients' errors.
 */
@NullMarked
package io.tickrelay.downstream;

import org.jspecify.annotations.NullMarked;
