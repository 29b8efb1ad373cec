package io.tickrelay.downstream.contract;

import java.util.List;
import java.util.Set;

import io.tickrelay.tick.Topic;

/**
 * The streams that a client got of those that it asked for.
 *
 * @param accepted the streams that it has now, of those that it named
 * @param rejections those that it does not get
 */
public record SubscribeResult(Set<Topic> accepted, List<Rejection> rejections) {
}
