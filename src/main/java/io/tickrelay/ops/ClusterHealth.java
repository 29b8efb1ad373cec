package io.tickrelay.ops;

import java.util.LinkedHashMap;
import java.util.Map;

import io.tickrelay.cluster.Cluster;
import io.tickrelay.cluster.ClusterStatus;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * The replica's part in the cluster. A replica that hears no log is degraded and not
 * down, because a restart would help none of its clients.
 */
final class ClusterHealth implements HealthIndicator {

	private final Cluster cluster;

	ClusterHealth(Cluster cluster) {
		this.cluster = cluster;
	}

	@Override
	public Health health() {
		ClusterStatus now = this.cluster.status();
		return Health.status(status(now)).withDetails(details(now)).build();
	}

	static Status status(ClusterStatus now) {
		return switch (now.role()) {
			case LEADER, FOLLOWER -> Status.UP;
			case WARMING, TAKING_OVER, CUT_OFF -> UpstreamHealth.DEGRADED;
		};
	}

	private static Map<String, Object> details(ClusterStatus now) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("role", now.role().name());
		details.put("replica", now.replica());
		details.put("term", now.term());
		details.put("leader", now.leader());
		details.put("lastEntry", now.last().toString());
		details.put("lastEntryAgeMs", now.silentMs());
		details.put("holes", now.holes());
		if (now.proof() != null) {
			details.put("lastTakeover", now.proof().text());
		}
		return details;
	}

}
