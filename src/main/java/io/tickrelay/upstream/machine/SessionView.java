package io.tickrelay.upstream.machine;

import org.jspecify.annotations.Nullable;

/**
 * A machine's condition at one moment, for display. Times are those of the machine's
 * clock, in nanoseconds.
 *
 * @param state the state
 * @param takenNs when this view was taken
 * @param standing whether a session is open and has proven to last
 * @param downSinceNs since when none stands though one is wanted; meaningless while one
 * does or none is wanted
 * @param lastHeartbeatNs when the session's last heartbeat was sent
 * @param lastPongNs when the session's last pong came
 * @param desired topics wanted
 * @param active topics acknowledged
 * @param reconnectsLastHour sockets opened after the first, in the last hour
 * @param lastFailure what went wrong last
 * @param lastFailureNs when it did
 */
public record SessionView(SessionState state, long takenNs, boolean standing, long downSinceNs,
		@Nullable Long lastHeartbeatNs, @Nullable Long lastPongNs, int desired, int active, int reconnectsLastHour,
		@Nullable Failure lastFailure, long lastFailureNs) {
}
