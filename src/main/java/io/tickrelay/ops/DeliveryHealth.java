package io.tickrelay.ops;

import io.tickrelay.hub.HubCounters;
import io.tickrelay.hub.lane.Lanes;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * The health of delivery: the relay hands ticks on as fast as they come, or not. A slow
 * relay is no better after a restart, so it stays in service.
 */
final class DeliveryHealth implements HealthIndicator {

	private final Lanes lanes;

	private final HubCounters counters;

	DeliveryHealth(Lanes lanes, HubCounters counters) {
		this.lanes = lanes;
		this.counters = counters;
	}

	@Override
	public Health health() {
		long lateMs = this.lanes.lateMs();
		return Health.status((lateMs > 0) ? UpstreamHealth.DEGRADED : Status.UP)
			.withDetail("lateMs", lateMs)
			.withDetail("skippedTotal", this.counters.skipped.sum())
			.build();
	}

}
