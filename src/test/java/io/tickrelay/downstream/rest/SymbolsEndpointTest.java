package io.tickrelay.downstream.rest;

import java.net.Socket;
import java.net.InetAddress;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;

import io.tickrelay.simulator.RestObservations;
import io.tickrelay.simulator.Simulator;
import io.tickrelay.testing.client.CompatClient;
import io.tickrelay.testing.client.Http;
import io.tickrelay.testing.client.Message;
import io.tickrelay.testing.SimulatedUpstream;
import io.tickrelay.testing.client.SseClient;
import io.tickrelay.testing.client.StreamClient;
import io.tickrelay.testing.client.WebSocketClient;
import org.junit.jupiter.api.BeforeEach;
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
import static org.awaitility.Awaitility.await;

/**
 * The product lists as clients see them, with every list loaded.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "relay.catalog.enabled=true", "relay.upstream.rest-requests-per-second=10" })
@ContextConfiguration(initializers = SimulatedUpstream.class)
class SymbolsEndpointTest {

	private static final int TYPES = 13;

	@LocalServerPort
	private int port;

	@Autowired
	private Simulator vendor;

	@BeforeEach
	void awaitTheLists() {
		await().atMost(StreamClient.PATIENCE).until(() -> {
			HttpResponse<String> answer = get("");
			return answer.statusCode() == 200 && Http.json(answer)
				.path("lists")
				.valueStream()
				.filter((list) -> list.path("state").stringValue().equals("fresh"))
				.count() == TYPES;
		});
	}

	@ParameterizedTest
	@CsvSource({ "STOCK_US, AAPL.US, stock", "STOCK_HK, 00700.HK, stock", "STOCK_CN, 600519.SH, stock",
			"STOCK_JP, 7203.JP, stock", "STOCK_KS, 005930.KS, stock", "STOCK_IN, RELIANCE.IN, stock",
			"STOCK_TW, 2330.TW, stock", "CRYPTO, BTCUSDT, crypto", "FOREX, USDJPY, common", "FUTURES, ES, common",
			"ENERGY, USOIL, common", "METAL, XAUUSD, common", "INDICES, SPX, common" })
	void listsEachTypeWithItsBusiness(String type, String symbol, String business) {
		JsonNode answer = json("type=" + type);
		assertThat(answer.propertyNames()).containsExactly("total", "stale", "symbols", "lists");
		assertThat(answer.path("stale").booleanValue()).isFalse();
		assertThat(answer.path("total").intValue()).isEqualTo(answer.path("symbols").size());
		assertThat(answer.path("symbols")).allMatch((row) -> row.path("type").stringValue().equals(type)
				&& row.path("business").stringValue().equals(business));
		assertThat(symbols(answer)).contains(symbol);
		assertThat(answer.path("lists")).singleElement()
			.returns(type, (list) -> list.path("type").stringValue())
			.returns(answer.path("total").intValue(), (list) -> list.path("symbols").intValue());
	}

	@ParameterizedTest
	@CsvSource({ "aapl, AAPL.US", "AAPL.US, AAPL.US", "apple, AAPL.US", "苹果, AAPL.US", "蘋果, AAPL.US", "茅台, 600519.SH",
			"比特币, BTCUSDT", "gold, XAUUSD", "toyota, 7203.JP", "恒生, HSI", "700, 00700.HK" })
	void findsByCodeAndByName(String text, String symbol) {
		assertThat(symbols(json("q=" + encoded(text)))).first().isEqualTo(symbol);
	}

	/** The JDK's client would encode it. */
	@Test
	void readsUtf8ThatIsNotEncoded() throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			socket.getOutputStream()
				.write("GET /v1/symbols?q=苹果 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
					.getBytes(StandardCharsets.UTF_8));
			assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)).contains("AAPL.US");
		}
	}

	@Test
	void tellsOfARowWhatTheVendorTells() {
		assertThat(json("type=STOCK_US&q=aapl&limit=1").path("symbols").toString()).isEqualTo(
				"[{\"symbol\":\"AAPL.US\",\"type\":\"STOCK_US\",\"business\":\"stock\",\"nameEn\":\"Apple\",\"nameCn\":\"苹果\","
						+ "\"nameHk\":\"蘋果\",\"index\":false}]");
		JsonNode some = json("q=usd&limit=2");
		assertThat(some.path("symbols")).hasSize(2);
		assertThat(some.path("total").intValue()).isGreaterThan(10);
		assertThat(json("type=&q=&limit=").path("symbols").size()).isBetween(30, 50);
		assertThat(json("q=nosuchthing").path("total").intValue()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "limit=0", "limit=-1", "limit=1001", "limit=99999999999", "limit=x", "limit=1.5",
			"type=stock_us", "type=MARS", "type=STOCK_US,STOCK_HK" })
	void refusesWhatMakesNoSense(String query) {
		HttpResponse<String> response = get(query);
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		assertThat(Http.json(response).path("code").stringValue()).isEqualTo("bad_request");
		assertThat(Http.json(response).path("detail").stringValue())
			.startsWith(query.substring(0, query.indexOf('=')) + " is ");
	}

	@Test
	void refusesAnEndlessText() {
		assertThat(get("q=" + "x".repeat(100)).statusCode()).isEqualTo(200);
		assertThat(get("q=" + "x".repeat(101)).statusCode()).isEqualTo(400);
	}

	@Test
	void refusesASymbolThatThereIsNotAndSaysWhatIsNear() {
		HttpResponse<String> response = Http.get(this.port, "/v1/stream?streams=APPL.US@trade");
		assertThat(response.statusCode()).isEqualTo(400);
		JsonNode problem = Http.json(response);
		assertThat(problem.path("code").stringValue()).isEqualTo("unknown_symbol");
		assertThat(problem.path("num").intValue()).isEqualTo(404);
		assertThat(problem.path("detail").stringValue()).contains("no APPL.US", "stock:AAPL.US@trade");
		try (WebSocketClient client = WebSocketClient.connect(this.port, "")) {
			Message ack = client
				.ask("{'op':'subscribe','id':1,'streams':['BTCUSDT@trade','crypto:BTCUSD@depth','NOSUCH@trade']}");
			assertThat(ack.texts("accepted")).containsExactly("crypto:BTCUSDT@trade");
			assertThat(ack.json().path("rejected")).hasSize(2)
				.allMatch((one) -> one.path("code").stringValue().equals("unknown_symbol")
						&& one.path("num").intValue() == 404 && !one.path("temporary").booleanValue());
			assertThat(ack.json().at("/rejected/0/message").stringValue()).contains("crypto:BTCUSDT@depth");
		}
	}

	@Test
	void letsGoOfAStreamWhoseSymbolIsNoMore() {
		try (WebSocketClient client = WebSocketClient.connect(this.port, "")) {
			Message ack = client.ask("{'op':'unsubscribe','id':1,'streams':['GONEUSDT@trade']}");
			assertThat(ack.texts("accepted")).containsExactly("crypto:GONEUSDT@trade");
			assertThat(ack.json().path("rejected")).isEmpty();
		}
	}

	@Test
	void takesTheBusinessFromTheList() {
		try (SseClient client = SseClient.connect(this.port, "streams=USOIL@trade,SPX@trade")) {
			assertThat(client.next("subscribed").texts("accepted")).containsExactly("common:USOIL@trade",
					"common:SPX@trade");
			assertThat(client.nextLive().stream()).startsWith("common:");
		}
	}

	@Test
	void leavesTheVendorsProtocolAsItIs() {
		try (CompatClient client = CompatClient.connect(this.port, "crypto")) {
			// The vendor acknowledges what it does not have, and its clients rely on it.
			client.say("{\"code\":10000,\"trace\":\"t\",\"data\":{\"codes\":\"NONEUSDT\"}}");
			assertThat(client.nextText((text) -> text.contains("\"trace\":\"t\""))).contains("10001");
		}
	}

	@Test
	void spreadsItsQuestionsAndShowsMeters() {
		List<RestObservations.Request> asked = this.vendor.observations()
			.rest()
			.requests()
			.stream()
			.filter((request) -> request.path().equals("/common/basic/symbols"))
			.toList();
		assertThat(asked).hasSize(TYPES).allMatch((request) -> request.status() == 200);
		// Each second turn of ten a second; the first answer may have come late.
		assertThat(asked.getLast().nanoTime() - asked.get(1).nanoTime()).isGreaterThan(1_500_000_000L);
		String meters = Http.get(this.port, "/actuator/prometheus").body();
		assertThat(meters).contains("relay_catalog_symbols{type=\"STOCK_US\"} 5.0",
				"relay_catalog_failures_total{type=\"STOCK_US\"} 0.0", "relay_catalog_age_seconds{type=\"METAL\"}",
				"relay_catalog_symbols_omitted{type=\"METAL\"} 0.0");
	}

	private HttpResponse<String> get(String query) {
		return Http.get(this.port, "/v1/symbols?" + query);
	}

	private JsonNode json(String query) {
		HttpResponse<String> response = get(query);
		assertThat(response.statusCode()).isEqualTo(200);
		return Http.json(response);
	}

	private static List<String> symbols(JsonNode answer) {
		return answer.path("symbols").valueStream().map((row) -> row.path("symbol").stringValue()).toList();
	}

	private static String encoded(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

}
