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
 * Runs against a relay that soon gives up clients which take nothing, and often tells
 * others their statistics. Its sockets hold little, so that a client that does not read
 * is soon noticed. All classes that carry this share it.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "relay.upstream.businesses=crypto,common", "relay.upstream.heartbeat-interval=55s",
				"relay.upstream.frames-per-minute=60", "relay.demand.linger=1h", "relay.downstream.write-timeout=1s",
				"relay.downstream.stats-interval=1s", "relay.downstream.queue-bytes=4MB",
				"relay.downstream.total-queue-bytes=16MB" })
@ContextConfiguration(initializers = { SimulatedUpstream.class, SmallSendBuffers.class })
public @interface ImpatientRelayTest {

}
