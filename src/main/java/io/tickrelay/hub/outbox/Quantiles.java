package io.tickrelay.hub.outbox;

/**
 * Two points of a distribution of times.
 *
 * @param p50 half took no longer, microseconds
 * @param p99 all but one in a hundred took no longer, microseconds
 */
public record Quantiles(long p50, long p99) {
}
