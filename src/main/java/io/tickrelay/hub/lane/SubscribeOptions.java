package io.tickrelay.hub.lane;

import io.tickrelay.hub.outbox.Delivery;
import org.jspecify.annotations.Nullable;

/**
 * How a client wants the streams that it asks for.
 *
 * @param delivery what to send when the client is slow
 * @param snapshot whether to send last values first
 * @param resumeAfter the receive time of the last tick that the client has, epoch
 * microseconds; null where it begins anew
 */
public record SubscribeOptions(Delivery delivery, boolean snapshot, @Nullable Long resumeAfter) {
}
