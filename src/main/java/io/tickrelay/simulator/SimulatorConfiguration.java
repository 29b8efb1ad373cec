package io.tickrelay.simulator;

import io.tickrelay.simulator.market.SimulatorSettings;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The simulator as the upstream of this very process, over a loopback socket. Exists only
 * where the mode says so: simulated data is never a fallback.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "relay.upstream.mode", havingValue = "simulated")
@EnableConfigurationProperties(SimulatorProperties.class)
public class SimulatorConfiguration {

	@Bean(destroyMethod = "close")
	SimulatorServer simulator(SimulatorProperties properties) {
		return SimulatorServer.start(SimulatorSettings.defaults()
			.withSeed(properties.seed())
			.withTicksPerSecond(properties.ticksPerSecond()));
	}

}
