package io.tickrelay;

import io.tickrelay.cluster.ClusterConfiguration;
import io.tickrelay.downstream.DownstreamConfiguration;
import io.tickrelay.downstream.LimitConfiguration;
import io.tickrelay.downstream.compat.CompatConfiguration;
import io.tickrelay.downstream.rest.RestConfiguration;
import io.tickrelay.downstream.security.SecurityConfiguration;
import io.tickrelay.downstream.sse.SseConfiguration;
import io.tickrelay.downstream.ws.WebSocketConfiguration;
import io.tickrelay.ops.OpsConfiguration;
import io.tickrelay.simulator.SimulatorConfiguration;
import io.tickrelay.upstream.UpstreamConfiguration;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisRepositoriesAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.health.DataRedisHealthContributorAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.health.DataRedisReactiveHealthContributorAutoConfiguration;
import org.springframework.context.annotation.Import;

/**
 * Starts the relay. Its configurations are named, because a search for them would read
 * each of its classes at every start. Redis is configured by the cluster alone.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = { DataRedisAutoConfiguration.class, DataRedisReactiveAutoConfiguration.class,
		DataRedisRepositoriesAutoConfiguration.class, DataRedisHealthContributorAutoConfiguration.class,
		DataRedisReactiveHealthContributorAutoConfiguration.class })
@Import({ RelayConfiguration.class, ClusterConfiguration.class, DownstreamConfiguration.class, LimitConfiguration.class,
		CompatConfiguration.class, RestConfiguration.class, SecurityConfiguration.class, SseConfiguration.class,
		WebSocketConfiguration.class, OpsConfiguration.class, SimulatorConfiguration.class,
		UpstreamConfiguration.class })
public final class TickrelayApplication {

	/** The build sets this system property where Maven runs the relay. */
	private static final String RUN_BY_MAVEN = "tickrelay.run-by-maven";

	private TickrelayApplication() {
	}

	/**
	 * Starts the relay.
	 * @param args Spring Boot's command-line arguments
	 */
	public static void main(String[] args) {
		SpringApplication.run(TickrelayApplication.class, args);
		if (Boolean.getBoolean(RUN_BY_MAVEN)) {
			// A JVM that a signal ends reports 143, which Maven takes for a failure.
			// Added after the start, so a
			// failed start keeps its status. The handler runs once the application has
			// been closed.
			SpringApplication.getShutdownHandlers().add(() -> Runtime.getRuntime().halt(0));
		}
	}

}
