package io.tickrelay.ops;

import java.util.Map;

import io.tickrelay.hub.StreamStatus.State;
import io.tickrelay.tick.Business;
import io.tickrelay.upstream.UpstreamStatus;
import io.tickrelay.demand.SessionPhase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The health of the relay by a session's state.
 */
class UpstreamHealthTests {

	private static final Map<State, Integer> FRESH = Map.of();

	@Test
	void takesAnOutageForAHiccupForAMinute() {
		for (SessionPhase phase : new SessionPhase[] { SessionPhase.CONNECTING, SessionPhase.BACKOFF }) {
			assertThat(UpstreamHealth.status(session(phase, 59_999L), FRESH)).isEqualTo(UpstreamHealth.DEGRADED);
			assertThat(UpstreamHealth.status(session(phase, 60_000L), FRESH)).isEqualTo(Status.DOWN);
		}
		assertThat(UpstreamHealth.status(session(SessionPhase.LIVE, 59_999L), FRESH)).isEqualTo(Status.UP);
	}

	@Test
	void staysDownThroughWelcomesUntilASessionStands() {
		UpstreamStatus welcomed = session(SessionPhase.LIVE, 60_000L);
		assertThat(UpstreamHealth.status(welcomed, FRESH)).isEqualTo(Status.DOWN);
		assertThat(UpstreamHealth.state(welcomed, FRESH)).isEqualTo("CONNECTING");

		UpstreamStatus standing = session(SessionPhase.LIVE, null);
		assertThat(UpstreamHealth.status(standing, FRESH)).isEqualTo(Status.UP);
		assertThat(UpstreamHealth.state(standing, FRESH)).isEqualTo("LIVE");
		assertThat(UpstreamHealth.state(standing, Map.of(State.STALE, 1))).isEqualTo("DEGRADED");
	}

	private static UpstreamStatus session(SessionPhase phase, @Nullable Long downAgeMs) {
		return new UpstreamStatus(Business.CRYPTO, phase, 0, null, downAgeMs, null, false, null, null, null, 1, 1, 30,
				3, "512", "The plan's connections are taken", 100L);
	}

}
