package io.tickrelay;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.tickrelay.catalog.Catalog;
import io.tickrelay.catalog.CatalogLoader;
import io.tickrelay.catalog.CatalogProperties;
import io.tickrelay.catalog.ListedSymbols;
import io.tickrelay.catalog.SymbolPatterns;
import io.tickrelay.demand.Demand;
import io.tickrelay.cluster.Cluster;
import io.tickrelay.cluster.ClusterLifecycle;
import io.tickrelay.cluster.ClusterProperties;
import io.tickrelay.cluster.engine.RedisEngine;
import io.tickrelay.demand.DemandLimits;
import io.tickrelay.demand.WantedTopics;
import io.tickrelay.hub.HubInputs;
import io.tickrelay.downstream.contract.RelayMode;
import io.tickrelay.files.FileContent;
import io.tickrelay.files.FileWatch;
import io.tickrelay.hub.clock.RelayClock;
import io.tickrelay.hub.TickHub;
import io.tickrelay.simulator.SimulatorServer;
import io.tickrelay.tick.TopicParser;
import io.tickrelay.upstream.Upstream;
import io.tickrelay.upstream.UpstreamEndpoint;
import io.tickrelay.upstream.UpstreamProperties;
import io.tickrelay.upstream.key.ApiKey;
import io.tickrelay.upstream.key.KeyFile;
import io.tickrelay.upstream.key.KeySource;
import io.tickrelay.upstream.network.UpstreamProxy;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Wires the parts that know no Spring, and tells where the upstream is.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ CatalogProperties.class, ClusterProperties.class, DemandProperties.class,
		ReplayProperties.class })
class RelayConfiguration {

	/** How long the first product list waits once the relay is ready. */
	private static final Duration CLIENTS_FIRST = Duration.ofSeconds(5);

	/** The method is static, because it runs before there is any configuration. */
	@Bean
	static UnknownSettings unknownSettings(ConfigurableEnvironment environment) {
		return new UnknownSettings(environment);
	}

	@Bean
	RelayMode relayMode(UpstreamProperties upstream) {
		return new RelayMode(upstream.mode() == UpstreamProperties.Mode.SIMULATED);
	}

	@Bean
	UpstreamEndpoint upstreamEndpoint(UpstreamProperties upstream, ObjectProvider<SimulatorServer> simulator) {
		return switch (upstream.mode()) {
			case SIMULATED -> new UpstreamEndpoint(simulator.getObject().webSocketUri(),
					simulator.getObject().restUri(), new KeySource(ApiKey.of("simulated")));
			case INFOWAY ->
				new UpstreamEndpoint(upstream.url(), upstream.restUrl(), new KeySource(key(upstream)), proxy(upstream));
		};
	}

	@Bean
	@ConditionalOnProperty("relay.upstream.api-key-file")
	@ConditionalOnProperty(name = "relay.upstream.mode", havingValue = "infoway", matchIfMissing = true)
	FileWatch<ApiKey> keyFileWatch(UpstreamProperties upstream, UpstreamEndpoint endpoint) {
		return new KeyFile(Objects.requireNonNull(upstream.apiKeyFile())).watch(endpoint.keys(),
				upstream.apiKeyFileInterval());
	}

	@Bean
	RelayClock relayClock() {
		return new RelayClock(InstantSource.system(), System::nanoTime);
	}

	@Bean
	TickHub tickHub(UpstreamProperties upstream, RelayClock clock, ReplayProperties replay, Demand demand,
			ClusterProperties cluster) {
		TickHub hub = new TickHub(upstream.businessSet(), clock, replay.limits());
		if (cluster.mode() == ClusterProperties.Mode.NONE) {
			demand.addListener(hub);
		}
		return hub;
	}

	@Bean(destroyMethod = "stop")
	@ConditionalOnProperty(name = "relay.cluster.mode", havingValue = "redis")
	Cluster cluster(RedisEngine engine, TickHub hub, UpstreamProperties upstream, ReplayProperties replay,
			ClusterProperties properties, Demand demand, ObjectProvider<Upstream> sessions) {
		// The sessions need the cluster first.
		Cluster cluster = new Cluster(engine.replica(), engine, hub, upstream.businessSet(),
				new Cluster.Keep(replay.limits().age(), properties.logSize().toBytes()),
				() -> sessions.getObject().abandon());
		demand.addListener(cluster.demand());
		return cluster;
	}

	@Bean
	@Primary
	@ConditionalOnProperty(name = "relay.cluster.mode", havingValue = "redis")
	HubInputs clusterInputs(Cluster cluster) {
		return cluster.inputs();
	}

	@Bean
	@Primary
	@ConditionalOnProperty(name = "relay.cluster.mode", havingValue = "redis")
	WantedTopics clusterWanted(Cluster cluster) {
		return cluster.wanted();
	}

	@Bean
	@ConditionalOnProperty(name = "relay.cluster.mode", havingValue = "redis")
	ClusterLifecycle clusterLifecycle(Cluster cluster) {
		return new ClusterLifecycle(cluster);
	}

	@Bean(destroyMethod = "dispose")
	Scheduler demandTimer() {
		return Schedulers.newSingle("demand", true);
	}

	@Bean
	Demand demand(DemandProperties demand, UpstreamProperties upstream, Scheduler demandTimer) {
		return new Demand(
				new DemandLimits(upstream.maxSymbolsPerConnection(), upstream.maxSymbolsTotal(), demand.linger()),
				demandTimer);
	}

	@Bean
	Catalog catalog(UpstreamProperties properties, CatalogProperties catalog, Upstream upstream) {
		return new Catalog(properties.businessSet(), catalog, () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()),
				catalog.enabled() && upstream.hasRest());
	}

	@Bean
	@ConditionalOnProperty(name = "relay.catalog.enabled", matchIfMissing = true)
	CatalogLoader catalogLoader(Catalog catalog, Upstream upstream, CatalogProperties properties) {
		return new CatalogLoader(catalog, upstream, Schedulers.newSingle("catalog", true), properties);
	}

	/** No client waits for the lists, and after a start all clients come at once. */
	@Bean
	@ConditionalOnProperty(name = "relay.catalog.enabled", matchIfMissing = true)
	ApplicationListener<ApplicationReadyEvent> catalogStart(CatalogLoader loader, Upstream upstream) {
		return (ready) -> {
			if (upstream.hasRest()) {
				loader.start(CLIENTS_FIRST);
			}
		};
	}

	@Bean
	TopicParser topicParser(UpstreamProperties upstream, CatalogProperties properties, Catalog catalog) {
		SymbolPatterns forms = new SymbolPatterns(upstream.businessSet(), properties.quoteAssets());
		return new TopicParser(upstream.businessSet(), new ListedSymbols(catalog, forms, properties.rejectUnknown()));
	}

	private static @Nullable UpstreamProxy proxy(UpstreamProperties upstream) {
		try {
			return UpstreamProxy.of(upstream.proxy());
		}
		catch (IllegalArgumentException ex) {
			throw new WrongSettingsException(List.of(String.valueOf(ex.getMessage())));
		}
	}

	private static ApiKey key(UpstreamProperties upstream) {
		Path file = upstream.apiKeyFile();
		if (file != null) {
			return switch (new KeyFile(file).read()) {
				case FileContent.Usable<ApiKey>(ApiKey key) -> key;
				case FileContent.Unusable(String why) -> throw new MissingKeyException(
						"The file of relay.upstream.api-key-file, " + file + ", " + why + ".");
			};
		}
		ApiKey key = upstream.apiKey();
		if (key == null || key.isEmpty()) {
			throw new MissingKeyException(null);
		}
		return key;
	}

}
