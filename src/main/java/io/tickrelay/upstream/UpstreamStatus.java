package io.tickrelay.upstream;

import io.tickrelay.demand.SessionPhase;
import io.tickrelay.tick.Business;
import org.jspecify.annotations.Nullable;

/**
 * The state of one business's session, for operators. Ages are milliseconds; null means
 * "never in this session" or, for data, "never".
 *
 * @param business whose session
 * @param state the state
 * @param sinceAgeMs how long it has been in that state
 * @param connectedAgeMs how long the session has been open; null where it is not
 * @param downAgeMs how long no session has stood though one is wanted; an open one stands
 * once it has lasted. Null where one stands or none is wanted
 * @param nextAttemptMs until a socket may be opened again; null where nothing is waited
 * for
 * @param suspended whether it waits because it was opened too often in the last hour
 * @param lastHeartbeatSentAgeMs since the session's last heartbeat
 * @param lastPongAgeMs since the session's last pong
 * @param lastDataAgeMs since the last tick of any session of this business
 * @param desired topics wanted
 * @param active topics that the upstream acknowledged
 * @param frameBudgetLeft frames that the key may send now, heartbeats apart
 * @param reconnectsLastHour sockets opened after the first, in the last hour
 * @param lastErrorCode the vendor's or HTTP's number, or a name; null where nothing
 * failed
 * @param lastErrorMeaning what it means; null where nothing failed
 * @param lastErrorAgeMs since it happened; null where nothing failed
 */
public record UpstreamStatus(Business business, SessionPhase state, long sinceAgeMs, @Nullable Long connectedAgeMs,
		@Nullable Long downAgeMs, @Nullable Long nextAttemptMs, boolean suspended,
		@Nullable Long lastHeartbeatSentAgeMs, @Nullable Long lastPongAgeMs, @Nullable Long lastDataAgeMs, int desired,
		int active, int frameBudgetLeft, int reconnectsLastHour, @Nullable String lastErrorCode,
		@Nullable String lastErrorMeaning, @Nullable Long lastErrorAgeMs) {
}
