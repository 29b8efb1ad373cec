package io.tickrelay.upstream;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

import io.netty.channel.EventLoop;
import io.tickrelay.demand.WantedTopics;
import io.tickrelay.hub.HubInputs;
import io.tickrelay.hub.clock.RelayClock;
import io.tickrelay.hub.lane.LaneLoop;
import io.tickrelay.tick.Business;
import io.tickrelay.upstream.limits.Backoff;
import io.tickrelay.upstream.limits.FrameBudget;
import io.tickrelay.upstream.limits.FrameLimit;
import io.tickrelay.upstream.machine.KeyProbes;
import io.tickrelay.upstream.machine.ReconnectPolicy;
import io.tickrelay.upstream.machine.SessionMachine;
import io.tickrelay.upstream.machine.SessionTimes;
import io.tickrelay.upstream.network.FreshNames;
import io.tickrelay.upstream.network.HostAddresses;
import io.tickrelay.upstream.network.UpstreamNetwork;
import io.tickrelay.upstream.wire.ClientFrameEncoder;
import reactor.netty.resources.LoopResources;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The parts of the upstream.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(UpstreamProperties.class)
public class UpstreamConfiguration {

	private static final Duration RELEASE_QUIET = Duration.ofMillis(200);

	private static final Duration RELEASE_TIMEOUT = Duration.ofSeconds(3);

	@Bean
	Upstream upstream(UpstreamProperties properties, UpstreamEndpoint endpoint, HubInputs hub, RelayClock clock,
			WantedTopics wanted) {
		Set<Business> businesses = properties.businessSet();
		SessionTimes times = properties.times();
		FrameBudget budget = new FrameBudget(properties.framesPerMinute(), businesses.size(), times.heartbeatNs());
		// One thread a business: its ticks have one emitter, whatever its socket does.
		// And one for REST.
		LoopResources loops = LoopResources.create("upstream", 1, businesses.size() + 1, true);
		EventLoop restLoop = loops.onClient(LoopResources.DEFAULT_NATIVE).next();
		UpstreamNetwork network = new UpstreamNetwork(
				new HostAddresses((executor) -> FreshNames.on((EventLoop) executor, loops)), endpoint.proxy());
		UpstreamRest rest = UpstreamRest.of(properties, endpoint, endpoint.keys()::current, restLoop,
				network.client(restLoop, endpoint.restUrl(), UpstreamRest.connectTimeout(properties)));
		ClientFrameEncoder encoder = new ClientFrameEncoder();
		KeyProbes trials = new KeyProbes();
		Map<Business, UpstreamSession> sessions = new LinkedHashMap<>();
		for (Business business : businesses) {
			EventLoop loop = loops.onClient(LoopResources.DEFAULT_NATIVE).next();
			SessionLink link = new SessionLink(business, loop,
					network.client(loop, endpoint.url(), properties.connectTimeout()), url(endpoint.url(), business),
					endpoint.keys(), encoder);
			ReconnectPolicy reconnectPolicy = new ReconnectPolicy(new Backoff(RandomGenerator.getDefault()),
					properties.reconnectsPerHour(), trials);
			SessionMachine machine = new SessionMachine(business, times, budget.share(), reconnectPolicy, rest.hours(),
					new FrameLimit((int) properties.maxFrameSize().toBytes()), System.nanoTime());
			Backfill.Ground ground = new BackfillSource(business, LaneLoop.of(loop), rest.client(), hub, clock);
			sessions.put(business, new UpstreamSession(machine, link, ground, hub, clock, wanted, System::nanoTime));
		}
		Upstream upstream = new Upstream(sessions, budget, rest.client(), System::nanoTime,
				new StoryTeller(System::nanoTime, clock), loops.disposeLater(RELEASE_QUIET, RELEASE_TIMEOUT));
		wanted.addListener(upstream);
		endpoint.keys().follow(rest.client()::keyChanged);
		endpoint.keys().follow(upstream::keyChanged);
		return upstream;
	}

	@Bean
	UpstreamLifecycle upstreamLifecycle(Upstream upstream) {
		return new UpstreamLifecycle(upstream);
	}

	private static URI url(URI base, Business business) {
		String separator = (base.getRawQuery() == null) ? "?" : "&";
		return URI.create(base + separator + "business=" + business.name());
	}

}
