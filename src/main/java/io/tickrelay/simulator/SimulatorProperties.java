package io.tickrelay.simulator;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the embedded simulator.
 *
 * @param seed Seed of the markets. Markets of the same seed move alike.
 * @param ticksPerSecond Trades a second of each symbol.
 */
@Validated
@ConfigurationProperties("relay.simulator")
public record SimulatorProperties(@DefaultValue("1") long seed,
		@DefaultValue("20") @DecimalMin("0.1") @DecimalMax("10000") double ticksPerSecond) {
}
