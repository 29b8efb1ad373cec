package io.tickrelay.ops;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.tickrelay.catalog.Catalog;
import io.tickrelay.catalog.ProductType;
import io.tickrelay.demand.Demand;
import io.tickrelay.demand.SessionPhase;
import io.tickrelay.downstream.contract.DownstreamCounters;
import io.tickrelay.hub.HubCounters;
import io.tickrelay.hub.StreamStatus;
import io.tickrelay.hub.TickHub;
import io.tickrelay.hub.lane.Lanes;
import io.tickrelay.hub.outbox.OutboxPool;
import io.tickrelay.tick.Business;
import io.tickrelay.upstream.Upstream;
import io.tickrelay.upstream.UpstreamCounters;
import io.tickrelay.upstream.UpstreamStatus;
import org.jspecify.annotations.Nullable;

/**
 * Shows the counters of the other packages as meters. They count by themselves and know
 * no registry; they cost nothing without a scraper.
 */
final class RelayMeters implements MeterBinder {

	private final Upstream upstream;

	private final TickHub hub;

	private final Lanes lanes;

	private final Demand demand;

	private final DownstreamCounters downstream;

	private final OutboxPool outboxes;

	private final Catalog catalog;

	RelayMeters(Upstream upstream, TickHub hub, Lanes lanes, Demand demand, DownstreamCounters downstream,
			OutboxPool outboxes, Catalog catalog) {
		this.upstream = upstream;
		this.hub = hub;
		this.lanes = lanes;
		this.demand = demand;
		this.downstream = downstream;
		this.outboxes = outboxes;
		this.catalog = catalog;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		bindUpstream(registry);
		bindCatalog(registry);
		bindHub(registry);
		bindDownstream(registry);
	}

	private void bindUpstream(MeterRegistry registry) {
		this.upstream.eachCounters((business, counters) -> {
			Tags tags = Tags.of("business", business.name());
			bindCounters(registry, tags, counters);
			bindSession(registry, tags, business);
		});
		this.upstream.restCounters()
			.eachRequest((outcome, total) -> counter(registry, RelayMeter.UPSTREAM_REST_REQUESTS,
					Tags.of("outcome", outcome), total));
		gauge(registry, RelayMeter.UPSTREAM_FRAME_BUDGET, Tags.empty(), this.upstream, Upstream::frameBudgetLeft);
	}

	private static void bindCounters(MeterRegistry registry, Tags tags, UpstreamCounters counters) {
		counter(registry, RelayMeter.UPSTREAM_CONNECTS, tags, counters.connects);
		counter(registry, RelayMeter.UPSTREAM_OPENED, tags, counters.opened);
		counter(registry, RelayMeter.UPSTREAM_TICKS, tags, counters.ticks);
		counter(registry, RelayMeter.UPSTREAM_BACKFILLED, tags, counters.backfilledBars);
		counter(registry, RelayMeter.UPSTREAM_BACKFILLS_FAILED, tags, counters.backfillsFailed);
		counter(registry, RelayMeter.UPSTREAM_MUTES, tags, counters.mutes);
		counter(registry, RelayMeter.UPSTREAM_RENEWALS, tags, counters.renewals);
		counter(registry, RelayMeter.UPSTREAM_BUGS, tags, counters.bugs);
		counters.eachSent(
				(kind, total) -> counter(registry, RelayMeter.UPSTREAM_FRAMES_SENT, tags.and("kind", kind), total));
		counters.eachUndecodable(
				(kind, total) -> counter(registry, RelayMeter.UPSTREAM_UNDECODABLE, tags.and("kind", kind), total));
		counters.eachFailure(
				(code, total) -> counter(registry, RelayMeter.UPSTREAM_FAILURES, tags.and("code", code), total));
	}

	private void bindSession(MeterRegistry registry, Tags tags, Business business) {
		for (SessionPhase phase : SessionPhase.values()) {
			gauge(registry, RelayMeter.UPSTREAM_STATE, tags.and("state", phase.text()), this.upstream,
					(sessions) -> (sessions.status(business).state() == phase) ? 1 : 0);
		}
		gauge(registry, RelayMeter.UPSTREAM_DESIRED, tags, this.upstream,
				(sessions) -> sessions.status(business).desired());
		gauge(registry, RelayMeter.UPSTREAM_ACTIVE, tags, this.upstream,
				(sessions) -> sessions.status(business).active());
		gauge(registry, RelayMeter.UPSTREAM_SUSPENDED, tags, this.upstream,
				(sessions) -> sessions.status(business).suspended() ? 1 : 0);
		gauge(registry, RelayMeter.UPSTREAM_RECONNECTS, tags, this.upstream,
				(sessions) -> sessions.status(business).reconnectsLastHour());
		age(registry, RelayMeter.UPSTREAM_DATA_AGE, tags, this.upstream,
				(sessions) -> seconds(sessions.status(business).lastDataAgeMs()));
		for (StreamStatus.State state : StreamStatus.State.values()) {
			gauge(registry, RelayMeter.HUB_STREAMS, tags.and("state", state.text()), this.hub,
					(streams) -> streams.states(business).getOrDefault(state, 0));
		}
	}

	private void bindCatalog(MeterRegistry registry) {
		for (ProductType type : this.catalog.types()) {
			Tags tags = Tags.of("type", type.name());
			gauge(registry, RelayMeter.CATALOG_SYMBOLS, tags, this.catalog, (lists) -> lists.status(type).symbols());
			gauge(registry, RelayMeter.CATALOG_OMITTED, tags, this.catalog, (lists) -> lists.status(type).omitted());
			gauge(registry, RelayMeter.CATALOG_UNREADABLE, tags, this.catalog,
					(lists) -> lists.status(type).unreadable());
			age(registry, RelayMeter.CATALOG_AGE, tags, this.catalog, (lists) -> seconds(lists.status(type).ageMs()));
			counter(registry, RelayMeter.CATALOG_FAILURES, tags, this.catalog.failures(type));
		}
	}

	private void bindHub(MeterRegistry registry) {
		HubCounters counters = this.hub.counters();
		counter(registry, RelayMeter.HUB_TICKS, Tags.empty(), counters.ticks);
		counter(registry, RelayMeter.HUB_UNWANTED, Tags.empty(), counters.unwantedTicks);
		counter(registry, RelayMeter.HUB_REFUSED, Tags.empty(), counters.refusedEmissions);
		counter(registry, RelayMeter.HUB_FAILURES, Tags.empty(), counters.failures);
		counter(registry, RelayMeter.HUB_DELIVERIES, Tags.empty(), counters.deliveries);
		counter(registry, RelayMeter.HUB_CONFLATED, Tags.empty(), counters.conflated);
		counter(registry, RelayMeter.HUB_DROPPED, Tags.empty(), counters.dropped);
		counter(registry, RelayMeter.HUB_SKIPPED, Tags.empty(), counters.skipped);
		counter(registry, RelayMeter.HUB_LANE_OVERFLOWS, Tags.empty(), counters.laneOverflows);
		counter(registry, RelayMeter.HUB_REPLAYED, Tags.empty(), counters.replayed);
		counters.eachResumption(
				(outcome, total) -> counter(registry, RelayMeter.HUB_RESUMPTIONS, Tags.of("outcome", outcome), total));
		gauge(registry, RelayMeter.HUB_REPLAY_EVENTS, Tags.empty(), this.hub, TickHub::replayEvents);
		gauge(registry, RelayMeter.HUB_REPLAY_BYTES, Tags.empty(), this.hub, TickHub::replayBytes);
		age(registry, RelayMeter.HUB_LATE, Tags.empty(), this.lanes, (all) -> seconds(all.lateMs()));
		gauge(registry, RelayMeter.HUB_LANE_BACKLOG, Tags.empty(), this.lanes, Lanes::backlog);
		gauge(registry, RelayMeter.HUB_TOPICS, Tags.of("phase", "held"), this.demand, Demand::heldTopics);
		gauge(registry, RelayMeter.HUB_TOPICS, Tags.of("phase", "lingering"), this.demand, Demand::lingeringTopics);
	}

	private void bindDownstream(MeterRegistry registry) {
		this.downstream.eachOpen((transport, count) -> gauge(registry, RelayMeter.DOWNSTREAM_CONNECTIONS,
				Tags.of("transport", transport.text()), count, LongAdder::sum));
		this.downstream.eachOpened((transport, total) -> counter(registry, RelayMeter.DOWNSTREAM_OPENED,
				Tags.of("transport", transport.text()), total));
		this.downstream.eachEnded((reason, total) -> counter(registry, RelayMeter.DOWNSTREAM_ENDED,
				Tags.of("reason", reason.text()), total));
		this.downstream.eachError(
				(code, total) -> counter(registry, RelayMeter.DOWNSTREAM_ERRORS, Tags.of("code", code.text()), total));
		gauge(registry, RelayMeter.DOWNSTREAM_GROUPS, Tags.empty(), this.hub.counters().groups, LongAdder::sum);
		gauge(registry, RelayMeter.DOWNSTREAM_QUEUED, Tags.empty(), this.hub.counters().queued, LongAdder::sum);
		gauge(registry, RelayMeter.DOWNSTREAM_QUEUED_BYTES, Tags.empty(), this.outboxes, OutboxPool::bytes);
	}

	private static void counter(MeterRegistry registry, RelayMeter meter, Tags tags, LongAdder total) {
		FunctionCounter.builder(meter.meterName(), total, LongAdder::sum)
			.description(meter.description())
			.tags(tags)
			.register(registry);
	}

	private static <T> void gauge(MeterRegistry registry, RelayMeter meter, Tags tags, T source,
			ToDoubleFunction<T> value) {
		Gauge.builder(meter.meterName(), source, value).description(meter.description()).tags(tags).register(registry);
	}

	private static <T> void age(MeterRegistry registry, RelayMeter meter, Tags tags, T source,
			ToDoubleFunction<T> seconds) {
		Gauge.builder(meter.meterName(), source, seconds)
			.description(meter.description())
			.baseUnit("seconds")
			.tags(tags)
			.register(registry);
	}

	private static double seconds(@Nullable Long millis) {
		return (millis == null) ? Double.NaN : millis / (double) TimeUnit.SECONDS.toMillis(1);
	}

}
