package io.tickrelay.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.tickrelay.simulator.Simulator;
import io.tickrelay.simulator.market.SimulatorSettings;
import io.tickrelay.testing.client.BareWebSocket;
import io.tickrelay.testing.client.Http;
import io.tickrelay.testing.client.SseClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class JarIT {

	// The key has characters that a URL encodes, so that no form of it may show.
	private static final String KEY = "s3cret+key/of=the%vendor";

	private static final String PART_OF_EVERY_FORM = "s3cret";

	private static final String REMEDY = "Set INFOWAY_API_KEY (or relay.upstream.api-key, or relay.upstream.api-key-file)"
			+ " to the key of your Infoway plan, or start with the profile demo for simulated data.";

	@Test
	void stopsWithoutAKeyAndSaysWhatToSet() {
		try (RelayProcess relay = RelayProcess.start(Map.of())) {
			assertThat(relay.exitCode(Duration.ofMinutes(2))).isPositive();
			assertThat(relay.output()).filteredOn((line) -> line.contains(REMEDY)).hasSize(1);
			assertThat(relay.output()).noneMatch(JarIT::isOfAStackTrace);
		}
	}

	@Test
	void stopsWhereTheKeysFileIsNotThere(@TempDir Path folder) {
		try (RelayProcess relay = RelayProcess.start(Map.of(),
				"--relay.upstream.api-key-file=" + folder.resolve("key"))) {
			assertThat(relay.exitCode(Duration.ofMinutes(2))).isPositive();
			assertThat(relay.output()).filteredOn((line) -> line.contains("can't be read. " + REMEDY)).hasSize(1);
			assertThat(relay.output()).noneMatch(JarIT::isOfAStackTrace);
		}
	}

	@Test
	void streamsEveryBusinessInTheDemoAndEndsWithItsClients() {
		try (RelayProcess relay = RelayProcess.start(Map.of(), "--spring.profiles.active=demo");
				SseClient client = SseClient.connect(relay.port(),
						"streams=AAPL.US@trade,BTCUSDT@depth,XAUUSD@kline_1m");
				BareWebSocket socket = BareWebSocket.connect(relay.port(), "streams=ETHUSDT@trade")) {
			assertThat(client.next("hello").json().path("simulated").booleanValue()).isTrue();
			assertThat(client.next("subscribed").json().path("rejected")).isEmpty();
			Set<String> streams = new HashSet<>();
			while (streams.size() < 3) {
				streams.add(client.nextLive().stream());
			}
			assertThat(Http.json(Http.get(relay.port(), "/actuator/health")).path("status").stringValue())
				.isEqualTo("UP");
			assertThat(Http.json(Http.get(relay.port(), "/actuator/health"))
				.at("/components/upstream/details/simulated")
				.booleanValue()).isTrue();
			assertThat(Http.json(Http.get(relay.port(), "/actuator/info")).at("/relay/mode").stringValue())
				.isEqualTo("simulated");
			socket.nextLive();
			relay.terminate();
			assertThat(relay.exitCode(Duration.ofMinutes(1))).isIn(0, 143);
			client.awaitEnd();
			socket.awaitEnd();
			assertThat(relay.output()).noneMatch(JarIT::isOfAStackTrace);
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void neverShowsTheKey(boolean inAFile, @TempDir Path folder) throws IOException {
		Path file = Files.writeString(folder.resolve("key"), KEY + "\n");
		Map<String, String> environment = inAFile ? Map.of("RELAY_UPSTREAM_API_KEY_FILE", file.toString())
				: Map.of("INFOWAY_API_KEY", KEY);
		try (Simulator vendor = Simulator.start(SimulatorSettings.defaults().withApiKey(KEY));
				RelayProcess relay = RelayProcess.start(environment, "--relay.upstream.url=" + vendor.webSocketUri(),
						"--logging.level.root=TRACE");
				SseClient client = SseClient.connect(relay.port(), "streams=BTCUSDT@trade,AAPL.US@depth")) {
			Set<String> streams = new HashSet<>();
			while (streams.size() < 2) {
				streams.add(client.nextLive().stream());
			}
			// The refusal comes now, because refusing a key that was never accepted ends
			// all.
			vendor.faults().on("common").refuseAll(401);
			SseClient refused = SseClient.connect(relay.port(), "streams=XAUUSD@trade");
			refused.next((message) -> message.isStatus("rejected"));
			assertThat(vendor.observations().connects()).anyMatch((connect) -> connect.keyMatched());
			// The failing requests are tried, too.
			vendor.faults().dropAll();
			client.next((message) -> message.isStatus("stale"));
			client.next((message) -> message.isStatus("live"));
			vendor.faults().sendRawBytes(new byte[] { (byte) 0xff, 1, 2, 3 });
			client.next((message) -> message.isStatus("stale"));
			client.next((message) -> message.isStatus("live"));
			assertThat(refused.head().status()).isEqualTo(200);
			refused.close();
			for (String path : List.of("", "/health", "/info", "/prometheus", "/env", "/configprops", "/heapdump")) {
				assertThat(Http.get(relay.port(), "/actuator" + path).body()).doesNotContain(PART_OF_EVERY_FORM);
			}
			relay.terminate();
			assertThat(relay.exitCode(Duration.ofMinutes(1))).isIn(0, 143);
			assertThat(relay.output()).anyMatch((line) -> line.contains(" TRACE "))
				.noneMatch((line) -> line.contains(PART_OF_EVERY_FORM));
		}
	}

	private static boolean isOfAStackTrace(String line) {
		return line.startsWith("\tat ") || line.startsWith("Caused by: ") || line.contains("Exception:");
	}

}
