package io.tickrelay.hub;

/**
 * A time, which is over, in which ticks of a stream may have been lost on their way to
 * this relay. Every tick since then carries it, so that a lane that missed the first of
 * them learns of it from the next.
 *
 * @param number counts the outages of a stream's life, from 1
 * @param gap the gap that is told to clients that had joined before it
 */
public record Outage(int number, GapFrame gap) {
}
