package io.tickrelay.cluster;

import io.tickrelay.cluster.engine.EngineKeys;
import jakarta.validation.constraints.Pattern;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Many replicas that share one upstream session.
 *
 * @param mode {@code none} for one relay, or {@code redis} for replicas that share a
 * Redis or Valkey. {@code spring.data.redis.*} names it.
 * @param name The cluster's name in the engine. Clusters of one engine have different
 * names.
 * @param logSize The most bytes of the log that the engine keeps.
 */
@ConfigurationProperties("relay.cluster")
public record ClusterProperties(@DefaultValue("none") Mode mode,
		@DefaultValue("tickrelay") @Pattern(regexp = "[A-Za-z0-9_.-]{1,64}") String name,
		@DefaultValue("256MB") DataSize logSize) {

	EngineKeys keys() {
		return new EngineKeys(this.name);
	}

	/** The kinds of clusters. */
	public enum Mode {

		/** One relay alone. */
		NONE,
		/** Replicas over Redis. */
		REDIS

	}

}
