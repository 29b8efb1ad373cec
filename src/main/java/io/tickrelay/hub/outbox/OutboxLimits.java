package io.tickrelay.hub.outbox;

/**
 * Bounds of what one client's outbox may hold while its socket does not keep up.
 * Conflated streams queue one update each, and k-lines also the updates of other bars.
 *
 * @param frames the most frames of streams in {@link Delivery#ALL}, and the most updates
 * of bars that are not the current one in the others
 * @param bytes the most bytes of such frames
 * @param controlMessages the most control messages
 */
public record OutboxLimits(int frames, long bytes, int controlMessages) {
}
