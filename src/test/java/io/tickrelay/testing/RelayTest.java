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
 * Runs against a relay whose upstream is a simulator. All classes that carry this share
 * one relay, which forgets no demand. So a topic costs one frame of the key's budget,
 * however many tests want it.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "relay.upstream.businesses=stock,crypto,common,japan", "relay.upstream.heartbeat-interval=55s",
				"relay.upstream.frames-per-minute=60", "relay.demand.linger=1h", "relay.downstream.keep-alive=1s",
				"relay.downstream.queue-bytes=256KB" })
@ContextConfiguration(initializers = SimulatedUpstream.class)
public @interface RelayTest {

}
