package io.tickrelay.ops;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

import io.tickrelay.demand.SessionPhase;
import io.tickrelay.hub.StreamStatus;
import io.tickrelay.hub.TickHub;
import io.tickrelay.upstream.Upstream;
import io.tickrelay.upstream.UpstreamStatus;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * The sessions to the upstream, one entry a business. An unneeded session is as healthy
 * as a working one. A degraded session is told from one that is down.
 */
final class UpstreamHealth implements HealthIndicator {

	/** The session works, but not as it should. The answer is still HTTP 200. */
	static final Status DEGRADED = new Status("DEGRADED");

	/** An outage shorter than this is a hiccup. */
	private static final long HICCUP_MS = Duration.ofMinutes(1).toMillis();

	private final Upstream upstream;

	private final TickHub hub;

	private final boolean simulated;

	private final InstantSource clock;

	UpstreamHealth(Upstream upstream, TickHub hub, boolean simulated, InstantSource clock) {
		this.upstream = upstream;
		this.hub = hub;
		this.simulated = simulated;
		this.clock = clock;
	}

	@Override
	public Health health() {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("simulated", this.simulated);
		Map<String, Status> statuses = new LinkedHashMap<>();
		for (UpstreamStatus session : this.upstream.status()) {
			Map<StreamStatus.State, Integer> streams = this.hub.states(session.business());
			statuses.put(session.business().name(), status(session, streams));
			details.put(session.business().name(), entry(session, streams));
		}
		return Health.status(worst(statuses.values())).withDetails(details).build();
	}

	private static Status worst(Collection<Status> statuses) {
		if (statuses.contains(Status.DOWN)) {
			return Status.DOWN;
		}
		return statuses.contains(DEGRADED) ? DEGRADED : Status.UP;
	}

	static Status status(UpstreamStatus session, Map<StreamStatus.State, Integer> streams) {
		return switch (session.state()) {
			case IDLE -> Status.UP;
			case LIVE -> {
				// A welcome alone ends no outage: the session may be closed at once.
				if (isDownForLong(session)) {
					yield Status.DOWN;
				}
				yield isSomeStale(streams) ? DEGRADED : Status.UP;
			}
			case CONNECTING, BACKOFF -> (isDownForLong(session) || session.suspended()) ? Status.DOWN : DEGRADED;
			case REJECTED -> Status.DOWN;
		};
	}

	private Map<String, @Nullable Object> entry(UpstreamStatus session, Map<StreamStatus.State, Integer> streams) {
		Map<String, @Nullable Object> entry = new LinkedHashMap<>();
		entry.put("state", state(session, streams));
		entry.put("since", ago(session.sinceAgeMs()));
		entry.put("connectedSince", ago(session.connectedAgeMs()));
		entry.put("nextAttempt", in(session.nextAttemptMs()));
		entry.put("lastHeartbeatSentAgeMs", session.lastHeartbeatSentAgeMs());
		entry.put("lastPongAgeMs", session.lastPongAgeMs());
		entry.put("lastDataAgeMs", session.lastDataAgeMs());
		entry.put("streams",
				Map.of("desired", session.desired(), "active", session.active(), "stale",
						streams.getOrDefault(StreamStatus.State.STALE, 0), "rejected",
						streams.getOrDefault(StreamStatus.State.REJECTED, 0)));
		entry.put("frameBudgetLeft", session.frameBudgetLeft());
		entry.put("reconnectsLastHour", session.reconnectsLastHour());
		entry.put("lastError", lastError(session));
		return entry;
	}

	static String state(UpstreamStatus session, Map<StreamStatus.State, Integer> streams) {
		if (session.state() != SessionPhase.LIVE) {
			return session.state().name();
		}
		if (isDownForLong(session)) {
			return SessionPhase.CONNECTING.name();
		}
		return isSomeStale(streams) ? DEGRADED.getCode() : session.state().name();
	}

	private @Nullable Map<String, Object> lastError(UpstreamStatus session) {
		String code = session.lastErrorCode();
		String meaning = session.lastErrorMeaning();
		String at = ago(session.lastErrorAgeMs());
		return (code == null || meaning == null || at == null) ? null
				: Map.of("code", code, "meaning", meaning, "at", at);
	}

	private @Nullable String ago(@Nullable Long ageMs) {
		return (ageMs == null) ? null : Instant.ofEpochMilli(this.clock.millis() - ageMs).toString();
	}

	private @Nullable String in(@Nullable Long delayMs) {
		return (delayMs == null) ? null : Instant.ofEpochMilli(this.clock.millis() + delayMs).toString();
	}

	private static boolean isSomeStale(Map<StreamStatus.State, Integer> streams) {
		return streams.getOrDefault(StreamStatus.State.STALE, 0) > 0;
	}

	private static boolean isDownForLong(UpstreamStatus session) {
		Long downAgeMs = session.downAgeMs();
		return downAgeMs != null && downAgeMs >= HICCUP_MS;
	}

}
