package io.tickrelay.downstream.wire;

/**
 * Pushes of one stream that could not be read.
 *
 * @param count how many
 * @param lastKind what was wrong with the last one
 * @param lastAgeMs since that came, milliseconds
 */
public record UnreadReport(long count, String lastKind, long lastAgeMs) {
}
