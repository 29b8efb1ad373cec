package io.tickrelay.hub;

/**
 * A time in which ticks of a stream may have been lost on their way to this relay, and
 * which is over. Every tick since then carries it, so that a lane that missed the first
 * of them learns of it from the next.
 *
 * @param number counts the outages of a stream's life, from 1
 * @param gap what those are told who were there before it
 */
public record Outage(int number, GapFrame gap) {
}
