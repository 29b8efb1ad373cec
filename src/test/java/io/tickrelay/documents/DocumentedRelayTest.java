package io.tickrelay.documents;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.tickrelay.testing.SimulatedUpstream;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.ContextConfiguration;

/**
 * Runs against a relay that has all that is documented: product lists, and reports that
 * come soon. Both classes that carry this share it.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "relay.catalog.enabled=true", "relay.upstream.rest-requests-per-second=10",
				"relay.upstream.heartbeat-interval=55s", "relay.upstream.frames-per-minute=60",
				"relay.demand.linger=1h", "relay.downstream.stats-interval=1s",
				"relay.downstream.command-burst=10000" })
@ContextConfiguration(initializers = SimulatedUpstream.class)
@interface DocumentedRelayTest {

}
