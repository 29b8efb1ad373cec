package io.tickrelay.downstream.rest;

import java.net.http.HttpResponse;
import java.util.List;

import io.tickrelay.demand.Demand;
import io.tickrelay.simulator.Simulator;
import io.tickrelay.testing.client.Http;
import io.tickrelay.testing.client.Message;
import io.tickrelay.testing.RelayTest;
import io.tickrelay.testing.client.SseClient;
import io.tickrelay.testing.client.StreamClient;
import io.tickrelay.testing.client.WebSocketClient;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Topic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

@RelayTest
class SnapshotEndpointTest {

	@LocalServerPort
	private int port;

	@Autowired
	private Simulator vendor;

	@Autowired
	private Demand demand;

	@Test
	void givesTheLastValueWithItsAgeAndState() {
		try (SseClient client = SseClient.connect(this.port, "streams=BTCUSDT@trade")) {
			Message tick = client.nextLive();
			HttpResponse<String> response = get("?streams=BTCUSDT@trade");
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
			assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
			JsonNode body = Http.json(response);
			assertThat(body.propertyNames()).containsExactly("snapshots", "rejected");
			assertThat(body.path("rejected")).isEmpty();
			assertThat(body.path("snapshots")).hasSize(1);
			JsonNode value = body.at("/snapshots/0");
			assertThat(value.propertyNames()).containsAll(tick.fields()).contains("snapshot", "ageMs", "status");
			assertThat(value.path("type").stringValue()).isEqualTo("trade");
			assertThat(value.path("stream").stringValue()).isEqualTo("crypto:BTCUSDT@trade");
			assertThat(value.path("seq").longValue()).isGreaterThanOrEqualTo(tick.number("seq"));
			assertThat(value.path("price").isString()).isTrue();
			assertThat(value.path("snapshot").booleanValue()).isTrue();
			assertThat(value.path("ageMs").longValue()).isBetween(0L, 10_000L);
			assertThat(value.path("status").propertyNames()).containsExactly("state", "since", "lastTickAgeMs");
			assertThat(value.at("/status/state").stringValue()).isEqualTo("live");
		}
	}

	@Test
	void givesWhatIsLeftWhenTheLastClientHasGone() {
		Topic topic = topic("BTCUSDT", Channel.DEPTH);
		try (SseClient client = SseClient.connect(this.port, "streams=BTCUSDT@depth")) {
			client.nextLive();
		}
		await().atMost(StreamClient.PATIENCE).until(() -> this.demand.holders(topic) == 0);
		JsonNode value = Http.json(get("?symbols=BTCUSDT&channels=depth")).at("/snapshots/0");
		assertThat(value.path("bids")).isNotEmpty();
		assertThat(value.path("snapshot").booleanValue()).isTrue();
	}

	@Test
	void namesTheStreamsThatHaveNoValueBesideThoseThatHave() {
		this.vendor.faults().muteSymbol("SNAPMUTEUSDT");
		try (SseClient client = SseClient.connect(this.port, "streams=BTCUSDT@trade,SNAPMUTEUSDT@trade")) {
			client.nextLive();
			// Its frame may have to wait for the budget first.
			await().untilAsserted(() -> assertThat(get("?streams=SNAPMUTEUSDT@trade").body())
				.contains("pending, awaiting_first_tick"));
			HttpResponse<String> response = get("?streams=SNAPMUTEUSDT@trade,BTCUSDT@trade,NOBODYUSDT@trade,X@foo");
			assertThat(response.statusCode()).isEqualTo(200);
			JsonNode body = Http.json(response);
			assertThat(body.path("snapshots").valueStream()).extracting((item) -> item.path("stream").stringValue())
				.containsExactly("crypto:BTCUSDT@trade");
			assertThat(body.path("rejected").valueStream())
				.extracting((item) -> item.path("stream").stringValue(), (item) -> item.path("code").stringValue(),
						(item) -> item.path("num").intValue(), (item) -> item.path("temporary").booleanValue())
				.containsExactlyInAnyOrder(tuple("X@foo", "unknown_channel", 400, false),
						tuple("crypto:SNAPMUTEUSDT@trade", "no_value", 404, true),
						tuple("crypto:NOBODYUSDT@trade", "no_value", 404, true));
			assertThat(body.path("rejected").valueStream()).extracting((item) -> item.path("message").stringValue())
				.anyMatch((message) -> message.contains("pending, awaiting_first_tick"))
				.anyMatch((message) -> message.contains("open a stream, then ask again"));
		}
	}

	@Test
	void knowsNoValueOfUnwantedStreamsAndAsksTheUpstreamForNothing() {
		HttpResponse<String> response = get("?streams=NOBODYUSDT@trade,X@foo");
		assertThat(response.statusCode()).isEqualTo(404);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		JsonNode problem = Http.json(response);
		assertThat(problem.path("code").stringValue()).isEqualTo("no_value");
		assertThat(problem.path("num").intValue()).isEqualTo(404);
		assertThat(problem.path("detail").stringValue()).isNotBlank();
		assertThat(problem.path("rejected")).hasSize(2);
		assertThat(this.demand.wanted(Business.CRYPTO)).doesNotContain(topic("NOBODYUSDT", Channel.TRADE));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "?streams=", "?streams=,,", "?symbols=BTCUSDT", "?streams=BTCUSDT@trade&mode=fast",
			"?streams=BTCUSDT@trade&snapshot=1" })
	void refusesWhatMakesNoSense(String query) {
		HttpResponse<String> response = get(query);
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		assertThat(Http.json(response).path("code").stringValue()).isEqualTo("bad_request");
	}

	@ParameterizedTest
	@CsvSource({ "BTCUSDT@foo,unknown_channel", "WHAT@trade,ambiguous_symbol", "mars:X@trade,unknown_business",
			"%22,bad_request" })
	void namesWhatIsWrongWhereNoStreamExists(String stream, String code) {
		HttpResponse<String> response = get("?streams=" + stream);
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(Http.json(response).path("code").stringValue()).isEqualTo(code);
		assertThat(Http.json(response).at("/rejected/0/code").stringValue()).isEqualTo(code);
	}

	@ParameterizedTest
	@CsvSource({ "btcusdt@trade,ambiguous_symbol,BTCUSDT@trade", "Btcusdt@kline_1M,ambiguous_symbol,BTCUSDT@kline_1M",
			"aapl.us@depth,ambiguous_symbol,AAPL.US@depth", "crypto:btcusdt@trade,unknown_symbol,crypto:BTCUSDT@trade",
			"btcUSDT@trade,unknown_symbol,crypto:BTCUSDT@trade",
			"stock:aapl.US@depth,unknown_symbol,stock:AAPL.US@depth", "xauusd@trade,ambiguous_symbol,XAUUSD@trade",
			"BTCUSDT@Trade,unknown_channel,BTCUSDT@trade",
			"Crypto:BTCUSDT@trade,unknown_business,crypto:BTCUSDT@trade" })
	void everyPathTellsHowANameInOtherLettersIsSpelled(String name, String code, String right) {
		for (String path : List.of("/v1/snapshot?streams=", "/v1/explain?stream=", "/v1/stream?streams=")) {
			HttpResponse<String> response = Http.get(this.port, path + name);
			assertThat(response.statusCode()).isEqualTo(400);
			JsonNode problem = Http.json(response);
			assertThat(problem.path("code").stringValue()).isEqualTo(code);
			assertThat(problem.at("/rejected/0/message").stringValue()).endsWith("write " + right);
		}
		try (WebSocketClient client = WebSocketClient.connect(this.port, "streams=" + name)) {
			JsonNode rejected = client.next("ack").json().at("/rejected/0");
			assertThat(rejected.path("code").stringValue()).isEqualTo(code);
			assertThat(rejected.path("message").stringValue()).endsWith("write " + right);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/v1/snapshot?streams=BTCUSDT@trade", "/v1/streams", "/v1/explain?stream=BTCUSDT@trade" })
	void everyQuestionIsReadWithGetAndHeadAlone(String path) {
		for (String method : new String[] { "POST", "PUT", "DELETE", "OPTIONS", "PATCH" }) {
			HttpResponse<String> response = Http.send(method, this.port, path);
			assertThat(response.statusCode()).isEqualTo(405);
			assertThat(response.headers().firstValue("Allow")).hasValue("GET, HEAD");
			assertThat(Http.json(response).path("code").stringValue()).isEqualTo("bad_request");
		}
		try (SseClient client = SseClient.connect(this.port, "streams=BTCUSDT@trade")) {
			client.nextLive();
			HttpResponse<String> head = Http.send("HEAD", this.port, path);
			assertThat(head.statusCode()).isEqualTo(200);
			assertThat(head.body()).isEmpty();
			assertThat(head.headers().firstValueAsLong("Content-Length").orElse(0)).isGreaterThan(2);
			assertThat(head.headers().firstValue("Content-Type")).hasValue("application/json");
			assertThat(head.headers().firstValue("Cache-Control")).hasValue("no-store");
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "text/html | 406", "text/event-stream | 406", "nonsense | 406", "application/json;q=0 | 406",
					"application/xml, application/json;q=0.1 | 200", "application/* | 200", "*/* | 200" })
	void looksAtWhatTheClientAccepts(String accept, int status) {
		for (String path : new String[] { "/v1/streams", "/v1/explain?stream=BTCUSDT@trade" }) {
			HttpResponse<String> response = Http.get(this.port, path, "Accept", accept);
			assertThat(response.statusCode()).isEqualTo(status);
			if (status == 406) {
				assertThat(Http.json(response).path("code").stringValue()).isEqualTo("bad_request");
			}
		}
	}

	private HttpResponse<String> get(String query) {
		return Http.get(this.port, "/v1/snapshot" + query);
	}

	private static Topic topic(String symbol, Channel channel) {
		return new Topic(Business.CRYPTO, symbol, channel);
	}

}
