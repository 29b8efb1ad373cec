package io.tickrelay.downstream.rest;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

import io.tickrelay.demand.Demand;
import io.tickrelay.simulator.Simulator;
import io.tickrelay.testing.client.Http;
import io.tickrelay.testing.Pushes;
import io.tickrelay.testing.SimulatedUpstream;
import io.tickrelay.testing.client.SseClient;
import io.tickrelay.testing.client.StreamClient;
import io.tickrelay.tick.Business;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ContextConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every step of a stream's way at the moment when it is taken, and everything that can
 * keep a stream from the next one.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "relay.upstream.businesses=stock,crypto,common,japan", "relay.upstream.heartbeat-interval=55s",
				"relay.upstream.frames-per-minute=60", "relay.demand.linger=500ms" })
@ContextConfiguration(initializers = SimulatedUpstream.class)
class ExplainEndpointTest {

	private static final List<String> STEPS = List.of("requested", "sent", "acked", "first_tick", "fresh");

	private static final long A_STALL_MS = 250;

	@LocalServerPort
	private int port;

	@Autowired
	private Simulator vendor;

	@Autowired
	private Demand demand;

	@AfterEach
	void heals() {
		this.vendor.faults().acceptAll();
	}

	@Test
	void aStreamThatTicksHasGoneTheWholeWay() {
		try (SseClient client = SseClient.connect(this.port, "streams=GOODUSDT@trade")) {
			client.nextLive();
			JsonNode explained = explain("GOODUSDT@trade");
			assertThat(explained.propertyNames()).containsExactly("stream", "steps", "verdict", "holders", "lingering",
					"status", "lastTickAgeMs", "session");
			assertThat(explained.path("stream").stringValue()).isEqualTo("crypto:GOODUSDT@trade");
			assertThat(done(explained)).isEqualTo(STEPS);
			// Several threads note them, each when it has the processor, and by two
			// clocks.
			assertThat(times(explained)).satisfies((times) -> {
				for (int i = 1; i < times.size(); i++) {
					assertThat(times.get(i)).isGreaterThanOrEqualTo(times.get(i - 1) - A_STALL_MS);
				}
			});
			assertThat(times(explained).getFirst()).isBetween(System.currentTimeMillis() - 60_000,
					System.currentTimeMillis());
			assertThat(explained.path("holders").intValue()).isOne();
			assertThat(explained.path("lingering").booleanValue()).isFalse();
			assertThat(explained.at("/status/state").stringValue()).isEqualTo("live");
			assertThat(explained.path("lastTickAgeMs").longValue()).isBetween(0L, 10_000L);
			assertThat(explained.at("/session/state").stringValue()).isEqualTo("LIVE");
			assertThat(explained.at("/session/since").longValue()).isPositive();
			assertThat(explained.at("/session/frameBudgetLeft").intValue()).isBetween(0, 60);
			assertThat(explained.path("verdict").stringValue()).contains("Ticks arrive");
		}
		await().untilAsserted(() -> assertThat(explain("GOODUSDT@trade").path("verdict").stringValue())
			.contains("No client wants this stream"));
	}

	@Test
	void anUnwantedStreamHasGoneNoStep() {
		JsonNode explained = explain("stock:NOBODY.US@kline_1m");
		assertThat(done(explained)).isEmpty();
		assertThat(explained.path("steps").valueStream()).extracting((step) -> step.path("step").stringValue())
			.isEqualTo(STEPS);
		assertThat(explained.path("steps").valueStream()).noneMatch((step) -> step.has("at"));
		assertThat(explained.path("holders").intValue()).isZero();
		assertThat(explained.path("lingering").booleanValue()).isFalse();
		assertThat(explained.has("status")).isFalse();
		assertThat(explained.at("/session/state").stringValue()).isNotBlank();
		assertThat(explained.path("verdict").stringValue()).contains("No client wants this stream");
	}

	@Test
	void aStreamThatIsNotAcknowledgedWaitsForThat() {
		// A session of its own: what was asked for late stands late.
		this.vendor.faults().on("japan").delayAcks(Duration.ofSeconds(8));
		try (SseClient client = SseClient.connect(this.port, "streams=7203.JP@trade")) {
			client.next("status");
			await()
				.untilAsserted(() -> assertThat(done(explain("7203.JP@trade"))).containsExactly("requested", "sent"));
			assertThat(explain("7203.JP@trade").path("verdict").stringValue()).contains("not acknowledged");
		}
		finally {
			this.vendor.faults().on("japan").delayAcks(Duration.ZERO);
		}
	}

	@Test
	void aMuteStreamIsAcknowledgedAndWaitsForItsFirstTick() {
		this.vendor.faults().muteSymbol("SILENTUSDT");
		try (SseClient client = SseClient.connect(this.port, "streams=SILENTUSDT@trade")) {
			client.next("status");
			await().untilAsserted(
					() -> assertThat(done(explain("SILENTUSDT@trade"))).containsExactly("requested", "sent", "acked"));
			JsonNode explained = explain("SILENTUSDT@trade");
			assertThat(explained.at("/status/cause").stringValue()).isEqualTo("awaiting_first_tick");
			assertThat(explained.has("lastTickAgeMs")).isFalse();
			assertThat(explained.path("verdict").stringValue()).startsWith("Acknowledged").contains("no tick has come");
		}
	}

	@Test
	void aStreamTellsTheKindAndNumberOfItsUnreadablePushes() {
		this.vendor.faults().muteSymbol("CROOKEDUSDT");
		try (SseClient client = SseClient.connect(this.port, "streams=CROOKEDUSDT@depth,CROOKEDUSDT@trade")) {
			client.next("status");
			await().until(() -> this.vendor.observations().subscriptions("crypto").contains("CROOKEDUSDT@depth"));
			for (int i = 0; i < 3; i++) {
				this.vendor.faults()
					.on("crypto")
					.sendText(Pushes.depth("CROOKEDUSDT", "'a':[['1','2'],['3']],'b':[],'t':1786775227483"));
			}
			await().untilAsserted(
					() -> assertThat(explain("CROOKEDUSDT@depth").at("/undecodable/count").intValue()).isEqualTo(3));
			JsonNode explained = explain("CROOKEDUSDT@depth");
			assertThat(explained.path("undecodable").propertyNames()).containsExactly("count", "lastKind", "lastAgeMs");
			assertThat(explained.at("/undecodable/lastKind").stringValue()).isEqualTo("bad_book");
			assertThat(explained.at("/undecodable/lastAgeMs").longValue()).isBetween(0L, 60_000L);
			assertThat(explained.path("verdict").stringValue()).contains("can't read", "bad_book, 3 so far");
			assertThat(explain("CROOKEDUSDT@trade").has("undecodable")).isFalse();
		}
	}

	@Test
	void aRefusedStreamHasTheUpstreamsWordForIt() {
		// What other tests leave behind would take the answer for its cancellation.
		await().until(() -> this.demand.wanted(Business.CRYPTO).isEmpty()
				&& this.vendor.observations().subscriptions("crypto").isEmpty());
		this.vendor.faults().on("crypto").answerNext(506, "Parameter error");
		try (SseClient client = SseClient.connect(this.port, "streams=BADUSDT@trade")) {
			client.next((message) -> message.isStatus("rejected"));
			JsonNode explained = explain("BADUSDT@trade");
			assertThat(done(explained)).containsExactly("requested", "sent");
			assertThat(explained.at("/status/cause").stringValue()).isEqualTo("upstream_refused");
			assertThat(explained.path("lastError").propertyNames()).containsExactly("code", "message", "at");
			assertThat(explained.at("/lastError/code").stringValue()).isEqualTo("506");
			assertThat(explained.at("/lastError/at").longValue()).isGreaterThan(System.currentTimeMillis() - 60_000);
			assertThat(explained.path("verdict").stringValue()).contains("506", "spelling");
		}
	}

	@Test
	void aLostSessionTellsItsReasonAndItsNextAttempt() {
		try (SseClient client = SseClient.connect(this.port, "streams=LOSTUSDT@trade")) {
			client.nextLive();
			this.vendor.faults().on("crypto").refuseAll(503);
			this.vendor.faults().on("crypto").dropAll();
			client.next((message) -> message.isStatus("stale"));
			await().untilAsserted(() -> {
				JsonNode explained = explain("LOSTUSDT@trade");
				assertThat(explained.at("/session/state").stringValue()).isEqualTo("BACKOFF");
				assertThat(explained.at("/session/lastError/code").stringValue()).isEqualTo("503");
				assertThat(explained.at("/session/nextAttemptInMs").isNumber()).isTrue();
				assertThat(done(explained)).containsExactly("requested", "first_tick");
				assertThat(explained.at("/status/state").stringValue()).isEqualTo("stale");
				assertThat(explained.path("verdict").stringValue()).contains("session to the upstream is lost", "503");
			});
			this.vendor.faults().on("crypto").acceptAll();
			client.next((message) -> message.isStatus("live"));
			await().untilAsserted(() -> assertThat(done(explain("LOSTUSDT@trade"))).isEqualTo(STEPS));
		}
	}

	@Test
	void aSessionThatIsNotGreetedIsBeingOpened() {
		this.vendor.faults().on("stock").withholdGreeting(true);
		try (SseClient client = SseClient.connect(this.port, "streams=AAPL.US@trade")) {
			await().untilAsserted(() -> {
				JsonNode explained = explain("AAPL.US@trade");
				assertThat(explained.at("/session/state").stringValue()).isEqualTo("CONNECTING");
				assertThat(done(explained)).containsExactly("requested");
				assertThat(explained.path("verdict").stringValue()).contains("opening");
			});
			assertThat(client.isOpen()).isTrue();
		}
		finally {
			this.vendor.faults().on("stock").withholdGreeting(false);
		}
	}

	@Test
	void aRefusedKeyIsToldAndNotShown() {
		try (SseClient other = SseClient.connect(this.port, "streams=GOODUSDT@trade")) {
			// A key that was accepted elsewhere is not refused for all.
			other.nextLive();
			this.vendor.faults().on("common").refuseAll(401);
			try (SseClient client = SseClient.connect(this.port, "streams=XAUUSD@trade")) {
				client.next((message) -> message.isStatus("rejected"));
				HttpResponse<String> response = get("?stream=XAUUSD@trade");
				JsonNode explained = Http.json(response);
				assertThat(explained.at("/status/cause").stringValue()).isEqualTo("key_rejected");
				assertThat(explained.at("/session/state").stringValue()).isEqualTo("REJECTED");
				assertThat(explained.at("/session/lastError/code").stringValue()).isEqualTo("401");
				assertThat(explained.at("/session/nextAttemptInMs").longValue()).isPositive();
				assertThat(explained.path("verdict").stringValue()).contains("refuses the relay's key", "401");
				assertThat(response.body()).doesNotContain(SimulatedUpstream.KEY);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "?stream=", "?stream=BTCUSDT@trade,ETHUSDT@trade",
			"?stream=BTCUSDT@trade&stream=ETHUSDT@trade" })
	void explainsExactlyOneStream(String query) {
		HttpResponse<String> response = get(query);
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		assertThat(Http.json(response).path("code").stringValue()).isEqualTo("bad_request");
		assertThat(Http.json(response).path("detail").stringValue()).contains("exactly one");
	}

	@Test
	void namesTheParameterThatWasMeant() {
		HttpResponse<String> response = get("?streams=BTCUSDT@trade");
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(Http.json(response).path("detail").stringValue()).contains("streams").endsWith("stream");
	}

	@ParameterizedTest
	@CsvSource({ "BTCUSDT@foo,unknown_channel", "WHAT@trade,ambiguous_symbol", "mars:X@trade,unknown_business",
			"BTCUSDT,bad_request" })
	void namesWhatIsWrongWithAStreamThatCannotBe(String stream, String code) {
		HttpResponse<String> response = get("?stream=" + stream);
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(Http.json(response).path("code").stringValue()).isEqualTo(code);
	}

	private JsonNode explain(String stream) {
		HttpResponse<String> response = get("?stream=" + stream);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
		assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
		return Http.json(response);
	}

	private HttpResponse<String> get(String query) {
		return Http.get(this.port, "/v1/explain" + query);
	}

	private static List<Long> times(JsonNode explained) {
		return explained.path("steps").valueStream().map((step) -> step.path("at").longValue()).toList();
	}

	private static List<String> done(JsonNode explained) {
		return explained.path("steps")
			.valueStream()
			.filter((step) -> step.path("done").booleanValue())
			.map((step) -> step.path("step").stringValue())
			.toList();
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(StreamClient.PATIENCE).pollInterval(Duration.ofMillis(20));
	}

}
