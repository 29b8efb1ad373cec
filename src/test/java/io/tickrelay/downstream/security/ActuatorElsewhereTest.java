package io.tickrelay.downstream.security;

import io.tickrelay.testing.client.Http;
import io.tickrelay.testing.SimulatedUpstream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/** What operators alone may see is guarded wherever the actuator is put. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = { "relay.upstream.businesses=crypto",
		"relay.downstream.security.mode=api-key", "relay.downstream.security.keys[0].name=desk",
		"relay.downstream.security.keys[0].hash=" + ApiKeyTest.DESK_HASH,
		"relay.downstream.security.keys[0].entitlements.operator=true", "relay.downstream.security.keys[1].name=crypto",
		"relay.downstream.security.keys[1].hash=" + ApiKeyTest.CRYPTO_HASH })
@ContextConfiguration(initializers = SimulatedUpstream.class)
class ActuatorElsewhereTest {

	private static void assertGuarded(int port, String base) {
		for (String path : new String[] { base + "/prometheus", base + "/info" }) {
			assertThat(Http.get(port, path).statusCode()).as(path).isEqualTo(401);
			assertThat(Http.get(port, path, "X-API-Key", ApiKeyTest.CRYPTO).statusCode()).as(path).isEqualTo(403);
			assertThat(Http.get(port, path, "X-API-Key", ApiKeyTest.DESK).statusCode()).as(path).isEqualTo(200);
		}
		for (String path : new String[] { base + "/health", base + "/health/liveness", base + "/health/readiness" }) {
			assertThat(Http.get(port, path).statusCode()).as(path).isEqualTo(200);
		}
	}

	@Nested
	@TestPropertySource(properties = "management.endpoints.web.base-path=/manage")
	class AtAnotherPath {

		@LocalServerPort
		private int port;

		@Test
		void isGuarded() {
			assertGuarded(this.port, "/manage");
		}

	}

	@Nested
	@TestPropertySource(properties = "management.server.port=0")
	class AtAnotherPort {

		@LocalServerPort
		private int port;

		@LocalManagementPort
		private int managementPort;

		@Test
		void isGuardedAndNotThereWhereClientsAre() {
			assertGuarded(this.managementPort, "/actuator");
			assertThat(Http.get(this.port, "/actuator/prometheus", "X-API-Key", ApiKeyTest.DESK).statusCode())
				.isEqualTo(404);
			assertThat(Http.get(this.managementPort, "/v1/streams", "X-API-Key", ApiKeyTest.CRYPTO).statusCode())
				.isIn(403, 404);
		}

	}

}
