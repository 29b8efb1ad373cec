/**
 * The truth for operators: health, meters, info. Reads the other packages and is read by
 * none but the wiring.
 *
 * <p>
 * The end comes in phases of Spring's lifecycle. Readiness is taken back, {@link Drain}
 * sends the clients away and waits for them, and the web server stops at once.
 * {@code UpstreamLifecycle} then closes the sessions.
 */
@NullMarked
package io.tickrelay.ops;

import org.jspecify.annotations.NullMarked;
