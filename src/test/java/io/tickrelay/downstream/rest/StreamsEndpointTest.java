package io.tickrelay.downstream.rest;

import java.net.http.HttpResponse;
import java.util.List;

import io.tickrelay.simulator.Simulator;
import io.tickrelay.testing.client.Http;
import io.tickrelay.testing.RelayTest;
import io.tickrelay.testing.client.SseClient;
import io.tickrelay.testing.client.StreamClient;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

@RelayTest
class StreamsEndpointTest {

	@LocalServerPort
	private int port;

	@Autowired
	private Simulator vendor;

	@Test
	void tellsOfAStreamWhatAnOperatorAsks() {
		try (SseClient one = SseClient.connect(this.port, "streams=LISTUSDT@trade");
				SseClient two = SseClient.connect(this.port, "streams=LISTUSDT@trade")) {
			one.nextLive();
			two.nextLive();
			await().untilAsserted(() -> assertThat(only("q=listusdt").path("rate").doubleValue()).isGreaterThan(1));
			JsonNode stream = only("q=listusdt");
			assertThat(stream.propertyNames()).containsExactly("stream", "subscribers", "lingering", "state", "since",
					"lastTickAgeMs", "rate", "seq");
			assertThat(stream.path("stream").stringValue()).isEqualTo("crypto:LISTUSDT@trade");
			assertThat(stream.path("subscribers").intValue()).isEqualTo(2);
			assertThat(stream.path("lingering").booleanValue()).isFalse();
			assertThat(stream.path("state").stringValue()).isEqualTo("live");
			assertThat(stream.path("since").longValue()).isPositive();
			assertThat(stream.path("lastTickAgeMs").longValue()).isBetween(0L, 10_000L);
			assertThat(stream.path("seq").longValue()).isPositive();
		}
		await().untilAsserted(() -> {
			assertThat(only("q=LISTUSDT").path("subscribers").intValue()).isZero();
			assertThat(only("q=LISTUSDT").path("lingering").booleanValue()).isTrue();
		});
	}

	@Test
	void tellsOfAStreamThatHasNotTickedYet() {
		this.vendor.faults().muteSymbol("LISTMUTEUSDT");
		try (SseClient client = SseClient.connect(this.port, "streams=LISTMUTEUSDT@trade")) {
			client.next("status");
			// Its frame may have to wait for the budget first.
			await().untilAsserted(
					() -> assertThat(only("q=LISTMUTE").path("cause").stringValue()).isEqualTo("awaiting_first_tick"));
			JsonNode stream = only("q=LISTMUTE&state=pending&business=crypto");
			assertThat(stream.path("state").stringValue()).isEqualTo("pending");
			assertThat(stream.path("lastTickAgeMs").isNull()).isTrue();
			assertThat(stream.path("rate").doubleValue()).isZero();
			assertThat(stream.path("seq").longValue()).isZero();
			assertThat(json("q=LISTMUTE&state=live").path("total").intValue()).isZero();
			assertThat(json("q=LISTMUTE&business=stock").path("total").intValue()).isZero();
		}
	}

	@Test
	void sortsByNameAndCountsWhatItLeavesOut() {
		try (SseClient client = SseClient.connect(this.port,
				"streams=SORTUSDT@trade,SORTUSDT@depth,SORTUSDT@kline_1m")) {
			client.nextLive();
			JsonNode all = json("q=sortusdt");
			assertThat(all.propertyNames()).containsExactly("total", "streams");
			assertThat(names(all)).containsExactly("crypto:SORTUSDT@depth", "crypto:SORTUSDT@kline_1m",
					"crypto:SORTUSDT@trade");
			JsonNode some = json("q=sortusdt&limit=2");
			assertThat(some.path("total").intValue()).isEqualTo(3);
			assertThat(names(some)).containsExactly("crypto:SORTUSDT@depth", "crypto:SORTUSDT@kline_1m");
			assertThat(names(json(""))).isSorted().contains("crypto:SORTUSDT@trade");
		}
	}

	@Test
	void takesWhatIsLeftEmptyForNotSaid() {
		assertThat(json("business=&state=&q=&limit=").path("total").intValue())
			.isEqualTo(json("").path("total").intValue());
	}

	@Test
	void mayNotBeRemembered() {
		HttpResponse<String> response = get("");
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
		assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
	}

	@ParameterizedTest
	@ValueSource(strings = { "limit=0", "limit=-1", "limit=10001", "limit=many", "limit=99999999999", "state=LIVE",
			"state=dead", "business=mars", "business=Crypto" })
	void refusesWhatMakesNoSense(String query) {
		HttpResponse<String> response = get(query);
		assertThat(response.statusCode()).isEqualTo(400);
		JsonNode problem = Http.json(response);
		assertThat(problem.path("code").stringValue()).isEqualTo("bad_request");
		assertThat(problem.path("detail").stringValue()).startsWith(query.substring(0, query.indexOf('=')) + " is ");
	}

	private JsonNode only(String query) {
		JsonNode body = json(query);
		assertThat(body.path("total").intValue()).isOne();
		return body.at("/streams/0");
	}

	private JsonNode json(String query) {
		HttpResponse<String> response = get(query);
		assertThat(response.statusCode()).isEqualTo(200);
		return Http.json(response);
	}

	private HttpResponse<String> get(String query) {
		return Http.get(this.port, "/v1/streams?" + query);
	}

	private static List<String> names(JsonNode body) {
		return body.path("streams").valueStream().map((item) -> item.path("stream").stringValue()).toList();
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(StreamClient.PATIENCE);
	}

}
