package io.tickrelay.hub;

import io.tickrelay.tick.Topic;

/**
 * An update of a bar that the upstream pushed.
 *
 * @param topic of the bar
 * @param start of the bar, epoch seconds
 * @param seq the update's number in its stream
 */
record PushedBar(Topic topic, long start, long seq) {
}
