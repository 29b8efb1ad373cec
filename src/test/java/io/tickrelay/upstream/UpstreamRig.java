package io.tickrelay.upstream;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import io.tickrelay.demand.Demand;
import io.tickrelay.demand.DemandLimits;
import io.tickrelay.demand.Lease;
import io.tickrelay.hub.clock.RelayClock;
import io.tickrelay.hub.ReplayLimits;
import io.tickrelay.hub.TickHub;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Topic;
import io.tickrelay.demand.SessionPhase;
import io.tickrelay.upstream.key.ApiKey;
import io.tickrelay.upstream.key.KeySource;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/**
 * One session of the business crypto with its real wiring, demand and hub, and no
 * clients.
 */
public final class UpstreamRig implements AutoCloseable {

	private static final URI NO_REST = URI.create("http://127.0.0.1:1");

	private final Scheduler timer = Schedulers.newSingle("test-demand", true);

	private final Demand demand = new Demand(new DemandLimits(600, 600, Duration.ZERO), this.timer);

	private final Upstream upstream;

	public UpstreamRig(URI url, KeySource keys) {
		this(url, keys, InstantSource.system());
	}

	public UpstreamRig(URI url, KeySource keys, InstantSource clock) {
		TickHub hub = new TickHub(Set.of(Business.CRYPTO), new RelayClock(clock), ReplayLimits.NOTHING);
		this.demand.addListener(hub);
		this.upstream = new UpstreamConfiguration().upstream(properties(), new UpstreamEndpoint(url, NO_REST, keys),
				hub, hub.clock(), this.demand);
	}

	static UpstreamProperties properties() {
		Map<String, String> settings = Map.of("relay.upstream.businesses", "crypto",
				"relay.upstream.heartbeat-interval", "3s", "relay.upstream.ping-interval", "300ms",
				"relay.upstream.connect-timeout", "2s");
		return new Binder(new MapConfigurationPropertySource(settings)).bindOrCreate("relay.upstream",
				UpstreamProperties.class);
	}

	public static KeySource keys(String key) {
		return new KeySource(ApiKey.of(key));
	}

	public Lease lease(Topic... topics) {
		Lease lease = this.demand.lease();
		lease.add(List.of(topics));
		return lease;
	}

	public UpstreamStatus status() {
		return this.upstream.status(Business.CRYPTO);
	}

	public void awaitState(SessionPhase phase) {
		await().until(() -> status().state() == phase);
	}

	public void awaitTicks() {
		long seen = ticks(this.upstream);
		await().until(() -> ticks(this.upstream) > seen);
	}

	public long bugs() {
		LongAdder sum = new LongAdder();
		this.upstream.eachCounters((business, counters) -> sum.add(counters.bugs.sum()));
		return sum.sum();
	}

	public Map<String, Long> failures() {
		return failures(this.upstream);
	}

	Map<String, Long> undecodable() {
		return undecodable(this.upstream);
	}

	static long ticks(Upstream upstream) {
		LongAdder sum = new LongAdder();
		upstream.eachCounters((business, counters) -> sum.add(counters.ticks.sum()));
		return sum.sum();
	}

	public static Map<String, Long> failures(Upstream upstream) {
		Map<String, Long> failures = new ConcurrentHashMap<>();
		upstream
			.eachCounters((business, counters) -> counters.eachFailure((code, count) -> put(failures, code, count)));
		return failures;
	}

	static Map<String, Long> undecodable(Upstream upstream) {
		Map<String, Long> kinds = new ConcurrentHashMap<>();
		upstream
			.eachCounters((business, counters) -> counters.eachUndecodable((kind, count) -> put(kinds, kind, count)));
		return kinds;
	}

	public static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(10)).pollInterval(Duration.ofMillis(10));
	}

	@Override
	public void close() {
		this.upstream.close().block(Duration.ofSeconds(10));
		this.timer.dispose();
	}

	private static void put(Map<String, Long> counts, String name, LongAdder count) {
		if (count.sum() > 0) {
			counts.put(name, count.sum());
		}
	}

}
