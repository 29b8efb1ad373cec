package io.tickrelay.cluster;

import java.util.ArrayList;
import java.util.List;

import io.tickrelay.TickrelayApplication;
import io.tickrelay.simulator.Simulator;
import io.tickrelay.simulator.market.SimulatorSettings;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.client.ReactorResourceFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** Whole relays of one cluster, with a Redis and a vendor that counts. */
final class Replicas implements AutoCloseable {

	private final RedisServer redis = new RedisServer();

	private final Simulator vendor = Simulator.start(SimulatorSettings.defaults());

	private final List<ConfigurableApplicationContext> running = new ArrayList<>();

	RedisServer redis() {
		return this.redis;
	}

	Simulator vendor() {
		return this.vendor;
	}

	ConfigurableApplicationContext start(String... settings) {
		List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--server.address=127.0.0.1",
				"--relay.upstream.url=" + this.vendor.webSocketUri(),
				"--relay.upstream.rest-url=" + this.vendor.restUri(), "--relay.upstream.api-key=key-0",
				"--relay.catalog.enabled=false", "--relay.cluster.mode=redis", "--spring.data.redis.host=127.0.0.1",
				"--spring.data.redis.port=" + this.redis.port()));
		arguments.addAll(List.of(settings));
		ConfigurableApplicationContext relay = new SpringApplicationBuilder(TickrelayApplication.class)
			.initializers((context) -> ((GenericApplicationContext) context).registerBean(ReactorResourceFactory.class,
					Replicas::loops))
			.run(arguments.toArray(String[]::new));
		this.running.add(relay);
		return relay;
	}

	/** Each relay has loops of its own, because it ends them when it stops. */
	private static ReactorResourceFactory loops() {
		ReactorResourceFactory loops = new ReactorResourceFactory();
		loops.setUseGlobalResources(false);
		return loops;
	}

	static int port(ConfigurableApplicationContext relay) {
		return relay.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	static ClusterStatus status(ConfigurableApplicationContext relay) {
		return relay.getBean(Cluster.class).status();
	}

	ConfigurableApplicationContext leader() {
		List<ConfigurableApplicationContext> leaders = this.running.stream()
			.filter(ConfigurableApplicationContext::isActive)
			.filter((relay) -> status(relay).role() == Role.LEADER)
			.toList();
		assertThat(leaders).hasSize(1);
		return leaders.getFirst();
	}

	boolean hasLeader() {
		return this.running.stream()
			.filter(ConfigurableApplicationContext::isActive)
			.anyMatch((relay) -> status(relay).role() == Role.LEADER);
	}

	@Override
	public void close() {
		this.running.forEach(ConfigurableApplicationContext::close);
		this.vendor.close();
		this.redis.close();
	}

}
