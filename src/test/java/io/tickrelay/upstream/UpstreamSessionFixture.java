package io.tickrelay.upstream;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.tickrelay.demand.Demand;
import io.tickrelay.demand.DemandLimits;
import io.tickrelay.demand.Lease;
import io.tickrelay.hub.clock.RelayClock;
import io.tickrelay.hub.ReplayLimits;
import io.tickrelay.hub.TickHub;
import io.tickrelay.simulator.Observations;
import io.tickrelay.simulator.Simulator;
import io.tickrelay.simulator.market.SimulatorSettings;
import io.tickrelay.testing.Logs;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Topic;
import io.tickrelay.upstream.key.ApiKey;
import io.tickrelay.upstream.key.KeySource;
import org.junit.jupiter.api.AfterEach;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import static io.tickrelay.upstream.UpstreamRig.await;
import static io.tickrelay.upstream.UpstreamRig.ticks;

/**
 * One session with the simulator as its upstream.
 */
abstract class UpstreamSessionFixture {

	static final String KEY = "s3cret/k+y&of=the plan";

	static final Topic TRADES = new Topic(Business.CRYPTO, "BTCUSDT", Channel.TRADE);

	final Logs logs = Logs.listen();

	final Scheduler timer = Schedulers.newSingle("test-demand", true);

	final Demand demand = new Demand(new DemandLimits(600, 600, Duration.ZERO), this.timer);

	final Simulator simulator = Simulator.start(SimulatorSettings.defaults().withApiKey(KEY));

	final List<Upstream> upstreams = new ArrayList<>();

	@AfterEach
	void stop() {
		this.logs.close();
		this.upstreams.forEach((upstream) -> upstream.close().block(Duration.ofSeconds(10)));
		this.simulator.close();
		this.timer.dispose();
	}

	Upstream start(URI url, String key) {
		TickHub hub = new TickHub(Set.of(Business.CRYPTO), new RelayClock(InstantSource.system()),
				ReplayLimits.NOTHING);
		Upstream upstream = new UpstreamConfiguration().upstream(UpstreamRig.properties(),
				new UpstreamEndpoint(url, this.simulator.restUri(), new KeySource(ApiKey.of(key))), hub, hub.clock(),
				this.demand);
		this.upstreams.add(upstream);
		return upstream;
	}

	Lease lease(Topic... topics) {
		Lease lease = this.demand.lease();
		lease.add(List.of(topics));
		return lease;
	}

	List<String> frames(String code) {
		return this.simulator.observations()
			.received()
			.stream()
			.map(Observations.Received::text)
			.filter((text) -> text.contains("\"code\":" + code + ","))
			.toList();
	}

	static void awaitTicks(Upstream upstream) {
		long seen = ticks(upstream);
		await().until(() -> ticks(upstream) > seen);
	}

}
