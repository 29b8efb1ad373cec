package io.tickrelay.hub;

/**
 * Bounds of what one client's outbox may hold while its socket does not keep up.
 * Conflated streams need none: they queue one update each.
 *
 * @param frames the most frames of streams in {@link Delivery#ALL}
 * @param bytes the most bytes of such frames
 * @param controlMessages the most control messages
 */
public record OutboxLimits(int frames, long bytes, int controlMessages) {
}
