package io.tickrelay.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.ContextConfiguration;

/**
 * Runs against a relay that lets go of unwanted topics at once, pings often and grants
 * little. All classes that carry this share it.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "relay.upstream.heartbeat-interval=55s", "relay.upstream.frames-per-minute=60",
				"relay.upstream.max-symbols-total=8", "relay.demand.linger=100ms", "relay.downstream.ping-interval=1s",
				"relay.downstream.pong-timeout=2s", "relay.downstream.compat-heartbeat-timeout=4s",
				"relay.downstream.max-streams=6", "relay.downstream.command-burst=100" })
@ContextConfiguration(initializers = SimulatedUpstream.class)
public @interface RestlessRelayTest {

}
