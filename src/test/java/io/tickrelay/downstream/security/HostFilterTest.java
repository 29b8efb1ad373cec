package io.tickrelay.downstream.security;

import io.tickrelay.testing.SimulatedUpstream;
import io.tickrelay.testing.client.SocketClient;
import io.tickrelay.testing.client.SseClient;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/** A page whose name was pointed at the relay once it was loaded. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "relay.upstream.businesses=crypto")
@ContextConfiguration(initializers = SimulatedUpstream.class)
class HostFilterTest {

	private static final String[] PATHS = { "/", "/v1/streams", "/v1/symbols", "/actuator/info",
			"/v1/stream?streams=BTCUSDT@trade" };

	private static final String HANDSHAKE = """
			Upgrade: websocket\r
			Connection: Upgrade\r
			Sec-WebSocket-Version: 13\r
			Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
			""";

	private static int status(int port, String path, String host, String headers) {
		try (SocketClient client = SseClient.request(port,
				"GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + headers + "\r\n", false)) {
			return client.head().status();
		}
	}

	@Nested
	@TestPropertySource(properties = "server.address=127.0.0.1")
	class WhereThisMachineAloneIsLetInWithoutACredential {

		@LocalServerPort
		private int port;

		@ParameterizedTest
		@ValueSource(strings = { "evil.example", "evil.example:8080", "127.0.0.1.evil.example", "a_b.evil.example",
				"a_b.evil.example:80", "localhost.evil.example" })
		void isRefused(String host) {
			for (String path : PATHS) {
				assertThat(status(this.port, path, host, "")).as(path).isEqualTo(403);
			}
			for (String path : new String[] { "/v1/ws", "/ws?business=crypto&apikey=any" }) {
				assertThat(status(this.port, path, host, HANDSHAKE)).as(path).isEqualTo(403);
				assertThat(status(this.port, path, "localhost", HANDSHAKE)).as(path).isEqualTo(101);
			}
		}

		@ParameterizedTest
		@ValueSource(strings = { "localhost", "LOCALHOST:8080", "localhost.:80", "ticks.localhost", "127.0.0.1:8080",
				"[::1]:8080" })
		void ownNamesAndAddressesAreLetIn(String host) {
			for (String path : PATHS) {
				assertThat(status(this.port, path, host, "")).as(path).isNotEqualTo(403);
			}
			assertThat(status(this.port, "/v1/streams", host, "")).isEqualTo(200);
		}

	}

	@Nested
	@TestPropertySource(properties = "relay.downstream.allowed-hosts=Ticks.example.com")
	class WhereNamesAreSaid {

		@LocalServerPort
		private int port;

		@Test
		void theyAloneAreLetIn() {
			assertThat(status(this.port, "/v1/streams", "ticks.example.com:8443", "")).isEqualTo(200);
			assertThat(status(this.port, "/v1/streams", "evil.example", "")).isEqualTo(403);
		}

	}

}
