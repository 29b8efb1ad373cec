package io.tickrelay.ops;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

import io.tickrelay.simulator.Simulator;
import io.tickrelay.testing.client.Http;
import io.tickrelay.testing.RelayTest;
import io.tickrelay.testing.SimulatedUpstream;
import io.tickrelay.testing.client.SseClient;
import io.tickrelay.testing.client.StreamClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@RelayTest
class ActuatorTest {

	@LocalServerPort
	private int port;

	@Autowired
	private Simulator vendor;

	@Test
	void tellsOfABusinessFromIdleThroughAnOutageAndBack() {
		JsonNode idle = upstream().path("details").path("japan");
		assertThat(idle.propertyNames()).containsExactlyInAnyOrder("state", "since", "connectedSince", "nextAttempt",
				"lastHeartbeatSentAgeMs", "lastPongAgeMs", "lastDataAgeMs", "streams", "frameBudgetLeft",
				"reconnectsLastHour", "lastError");
		assertThat(idle.path("state").stringValue()).isEqualTo("IDLE");
		assertThat(idle.path("connectedSince").isNull()).isTrue();
		try (SseClient client = SseClient.connect(this.port, "streams=7203.JP@trade,7203.JP@depth")) {
			client.next((message) -> message.isTick() && message.stream().endsWith("@depth"));
			client.next((message) -> message.isTick() && message.stream().endsWith("@trade"));
			awaitState("LIVE");
			JsonNode live = upstream().path("details").path("japan");
			assertThat(live.at("/streams/desired").intValue()).isEqualTo(2);
			assertThat(live.at("/streams/active").intValue()).isEqualTo(2);
			assertThat(live.at("/streams/stale").intValue()).isZero();
			assertThat(live.at("/streams/rejected").intValue()).isZero();
			assertThat(live.path("connectedSince").stringValue()).isNotBlank();
			assertThat(live.path("lastDataAgeMs").longValue()).isBetween(0L, 5000L);
			assertThat(live.path("frameBudgetLeft").intValue()).isPositive();
			this.vendor.faults().on("japan").refuseAll(503);
			this.vendor.faults().on("japan").dropAll();
			awaitState("BACKOFF");
			HttpResponse<String> health = Http.get(this.port, "/actuator/health");
			assertThat(health.statusCode()).isEqualTo(200);
			assertThat(Http.json(health).path("status").stringValue()).isEqualTo("DEGRADED");
			assertThat(Http.json(health).at("/components/upstream/status").stringValue()).isEqualTo("DEGRADED");
			JsonNode down = upstream().path("details").path("japan");
			assertThat(down.at("/streams/stale").intValue()).isEqualTo(2);
			assertThat(down.at("/lastError/code").stringValue()).isIn("503", "connection_lost");
			probesStayUp();
			this.vendor.faults().on("japan").acceptAll();
			client.next((message) -> message.isStatus("live"));
			awaitState("LIVE");
			assertThat(upstream().path("details").path("japan").path("reconnectsLastHour").intValue()).isPositive();
		}
		finally {
			this.vendor.faults().on("japan").acceptAll();
		}
	}

	@Test
	void saysThatTheDataAreNotSimulated() {
		assertThat(upstream().at("/details/simulated").isBoolean()).isTrue();
		assertThat(upstream().at("/details/simulated").booleanValue()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "/", "/env", "/beans", "/configprops", "/heapdump", "/loggers", "/metrics",
			"/threaddump", "/mappings", "/shutdown", "/conditions", "/httpexchanges", "/caches", "/scheduledtasks",
			"/sbom", "/refresh", "/logfile" })
	void showsNothingElse(String path) {
		assertThat(Http.get(this.port, "/actuator" + path).statusCode()).isEqualTo(404);
	}

	@ParameterizedTest
	@EnumSource
	void showsEveryMeter(RelayMeter meter) {
		String name = meter.meterName().replace('.', '_');
		assertThat(scrape()).anyMatch((line) -> line.startsWith("# HELP " + name + " ")
				|| line.startsWith("# HELP " + name + "_total ") || line.startsWith("# HELP " + name + "_seconds "));
		assertThat(scrape()).anyMatch((line) -> line.startsWith(name));
	}

	@Test
	void tagsNothingWithASymbolOrAKey() {
		try (SseClient client = SseClient.connect(this.port,
				"streams=BTCUSDT@trade,AAPL.US@depth,XAUUSD@kline_1m,WHAT@trade")) {
			client.nextLive();
			Http.get(this.port, "/v1/stream?streams=SECRETUSDT@nonsense");
			Http.get(this.port, "/v1/SECRETUSDT");
			assertThat(scrape()).noneMatch((line) -> line.contains("BTCUSDT") || line.contains("AAPL")
					|| line.contains("XAUUSD") || line.contains("WHAT") || line.contains("SECRETUSDT")
					|| line.contains(SimulatedUpstream.KEY) || line.toLowerCase(Locale.ROOT).contains("apikey"));
		}
	}

	/** An hour of ticks is no slow request, and its observation would live as long. */
	@Test
	void timesRequestsAndNoStreams() {
		SseClient.connect(this.port, "streams=BTCUSDT@trade").close();
		try (SseClient again = SseClient.connect(this.port, "streams=BTCUSDT@trade")) {
			again.nextLive();
			for (String end : List.of("/v1/%73tream?streams=none", "/v1/ws", "/ws", "/%77s", "/v1/symbols?q=none")) {
				Http.get(this.port, end);
			}
			await().atMost(StreamClient.PATIENCE)
				.untilAsserted(() -> assertThat(scrape())
					.anyMatch((line) -> line.startsWith("http_server_requests_seconds_count")
							&& line.contains("uri=\"/v1/symbols\"")));
			assertThat(scrape())
				.noneMatch((line) -> line.startsWith("http_server")
						&& (line.contains("/v1/stream\"") || line.contains("/v1/ws\"") || line.contains("\"/ws\"")))
				.noneMatch((line) -> line.startsWith("spring_security"));
		}
	}

	@Test
	void namesVersionAndMode() {
		JsonNode info = Http.json(Http.get(this.port, "/actuator/info"));
		assertThat(info.at("/build/version").stringValue()).isNotBlank();
		assertThat(info.at("/relay/mode").stringValue()).isEqualTo("infoway");
		assertThat(info.toString()).doesNotContain(SimulatedUpstream.KEY);
	}

	private void probesStayUp() {
		for (String probe : List.of("/actuator/health/liveness", "/actuator/health/readiness")) {
			HttpResponse<String> response = Http.get(this.port, probe);
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(Http.json(response).path("status").stringValue()).isEqualTo("UP");
		}
	}

	private void awaitState(String state) {
		await().atMost(StreamClient.PATIENCE)
			.pollInterval(Duration.ofMillis(20))
			.untilAsserted(() -> assertThat(upstream().at("/details/japan/state").stringValue()).isEqualTo(state));
	}

	private JsonNode upstream() {
		return Http.json(Http.get(this.port, "/actuator/health")).at("/components/upstream");
	}

	private List<String> scrape() {
		return Http.get(this.port, "/actuator/prometheus").body().lines().toList();
	}

}
