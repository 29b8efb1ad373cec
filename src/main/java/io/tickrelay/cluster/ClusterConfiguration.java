package io.tickrelay.cluster;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.UUID;

import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.tickrelay.cluster.engine.EngineConnections;
import io.tickrelay.cluster.engine.RedisEngine;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * The engine of a cluster, by Spring's own settings.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "relay.cluster.mode", havingValue = "redis")
@Import(DataRedisAutoConfiguration.class)
public class ClusterConfiguration {

	@Bean(destroyMethod = "")
	RedisEngine redisEngine(DataRedisConnectionDetails details, ClusterProperties properties) {
		SslBundle bundle = details.getSslBundle();
		return new RedisEngine(new EngineConnections(uri(details, bundle != null), ssl(bundle)), properties.keys(),
				replicaName(System.currentTimeMillis()));
	}

	/** Later starts have greater names, so that a release knows the newest replica. */
	static String replicaName(long startMs) {
		return startMs + "-" + host() + "-" + UUID.randomUUID().toString().substring(0, 8);
	}

	private static String host() {
		try {
			return InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9.-]", "");
		}
		catch (UnknownHostException _) {
			return "relay";
		}
	}

	private static RedisURI uri(DataRedisConnectionDetails details, boolean tls) {
		DataRedisConnectionDetails.Sentinel sentinel = details.getSentinel();
		DataRedisConnectionDetails.Standalone standalone = details.getStandalone();
		RedisURI.Builder builder;
		if (sentinel != null) {
			builder = RedisURI.builder()
				.withSentinelMasterId(sentinel.getMaster())
				.withDatabase(sentinel.getDatabase());
			for (DataRedisConnectionDetails.Node node : sentinel.getNodes()) {
				String password = sentinel.getPassword();
				RedisURI.Builder watch = RedisURI.builder().withHost(node.host()).withPort(node.port()).withSsl(tls);
				if (password != null) {
					builder.withSentinel(authenticated(watch, sentinel.getUsername(), password).build());
				}
				else {
					builder.withSentinel(watch.build());
				}
			}
		}
		else if (standalone != null) {
			builder = RedisURI.builder()
				.withHost(standalone.getHost())
				.withPort(standalone.getPort())
				.withDatabase(standalone.getDatabase());
		}
		else {
			throw new IllegalStateException("Set spring.data.redis.host or spring.data.redis.sentinel.nodes:"
					+ " relay.cluster.mode=redis needs one Redis, and no Redis Cluster");
		}
		String password = details.getPassword();
		return ((password == null) ? builder : authenticated(builder, details.getUsername(), password)).withSsl(tls)
			.build();
	}

	private static RedisURI.Builder authenticated(RedisURI.Builder builder, @Nullable String user, String password) {
		return (user == null) ? builder.withPassword(password.toCharArray())
				: builder.withAuthentication(user, password.toCharArray());
	}

	private static @Nullable SslOptions ssl(@Nullable SslBundle bundle) {
		return (bundle == null) ? null
				: SslOptions.builder()
					.keyManager(bundle.getManagers().getKeyManagerFactory())
					.trustManager(bundle.getManagers().getTrustManagerFactory())
					.build();
	}

}
