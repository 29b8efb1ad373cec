package io.tickrelay.ops;

import java.time.InstantSource;
import java.util.Map;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.observation.ObservationPredicate;
import io.tickrelay.cluster.Cluster;
import io.tickrelay.catalog.Catalog;
import io.tickrelay.demand.Demand;
import io.tickrelay.downstream.access.ConnectionLimiter;
import io.tickrelay.downstream.admission.PendingConnections;
import io.tickrelay.downstream.admission.AnswerLimiter;
import io.tickrelay.downstream.contract.DownstreamCounters;
import io.tickrelay.downstream.contract.RelayMode;
import io.tickrelay.downstream.security.Tickets;
import io.tickrelay.downstream.session.Clients;
import io.tickrelay.downstream.session.DownstreamProperties;
import io.tickrelay.downstream.session.StreamQuota;
import io.tickrelay.hub.TickHub;
import io.tickrelay.hub.lane.Lanes;
import io.tickrelay.hub.lane.LatencyMeter;
import io.tickrelay.hub.outbox.OutboxPool;
import io.tickrelay.upstream.Upstream;
import io.tickrelay.upstream.UpstreamProperties;

import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.DefaultLifecycleProcessor;

/**
 * The health and the meters that operators see.
 */
@Configuration(proxyBeanMethods = false)
public class OpsConfiguration {

	@Bean
	HealthIndicator upstreamHealthIndicator(Upstream upstream, TickHub hub, RelayMode facts) {
		return new UpstreamHealth(upstream, hub, facts.simulated(), InstantSource.system());
	}

	@Bean
	@ConditionalOnProperty(name = "relay.cluster.mode", havingValue = "redis")
	HealthIndicator clusterHealthIndicator(Cluster cluster) {
		return new ClusterHealth(cluster);
	}

	@Bean
	HealthIndicator deliveryHealthIndicator(Lanes lanes, TickHub hub) {
		return new DeliveryHealth(lanes, hub.counters());
	}

	@Bean
	ObservationPredicate requestObservations() {
		return new RequestObservations();
	}

	@Bean
	LatencyMeter latencyMeter(MeterRegistry registry) {
		return new LatencyTimers(registry);
	}

	@Bean
	MeterBinder relayMeters(Upstream upstream, TickHub hub, Lanes lanes, Demand demand, DownstreamCounters downstream,
			OutboxPool outboxes, Catalog catalog) {
		return new RelayMeters(upstream, hub, lanes, demand, downstream, outboxes, catalog);
	}

	@Bean
	MeterBinder limitMeters(StreamQuota streams, AnswerLimiter requests, PendingConnections pendingConnections,
			ConnectionLimiter connectionLimiter, Tickets tickets) {
		return new LimitMeters(streams, requests, pendingConnections, connectionLimiter, tickets);
	}

	@Bean
	Drain drain(Clients clients, DownstreamProperties downstream, DefaultLifecycleProcessor lifecycle) {
		Drain drain = new Drain(clients, downstream.drainWindow());
		// Without this, Spring would go on after half a minute, whatever the window.
		lifecycle.setTimeoutForShutdownPhase(Drain.PHASE, drain.patience().plusSeconds(1).toMillis());
		return drain;
	}

	@Bean
	InfoContributor relayInfo(UpstreamProperties upstream) {
		return (info) -> info.withDetail("relay",
				Map.of("mode", upstream.mode().text(), "businesses", upstream.businesses()));
	}

}
