package io.tickrelay.simulator;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import io.tickrelay.simulator.market.Bars;
import io.tickrelay.simulator.market.SimulatorSettings;
import io.tickrelay.simulator.wire.SymbolChannel;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.Tick;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The REST interface as its clients see it.
 */
class SimulatorRestTests {

	private static final String KEY = "k3y";

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private final AtomicLong nowMs = new AtomicLong(Instant.parse("2026-11-25T12:00:30Z").toEpochMilli());

	private final Simulator simulator = ClockedSimulator.start(SimulatorSettings.defaults().withApiKey(KEY),
			() -> Instant.ofEpochMilli(this.nowMs.get()));

	private final HttpClient http = HttpClient.newHttpClient();

	@AfterEach
	void stop() {
		this.http.close();
		this.simulator.close();
	}

	@Test
	void refusesRequestsWithoutTheKey() {
		assertThat(get("/common/basic/markets", "wrong").statusCode()).isEqualTo(401);
		assertThat(get("/common/basic/markets?apikey=" + KEY, "wrong").statusCode()).isEqualTo(401);
		assertThat(get("/common/basic/markets", KEY).statusCode()).isEqualTo(200);
		assertThat(get("/common/basic/else", KEY).statusCode()).isEqualTo(404);
		assertThat(this.simulator.observations().rest().requests()).hasSize(3)
			.noneMatch((request) -> request.toString().contains(KEY));
	}

	@Test
	void namesMarketsDaysAndSymbols() {
		assertThat(data("/common/basic/markets").findValuesAsString("market")).containsExactly("CN", "HK", "US");
		assertThat(data("/common/basic/markets/trading_days?market=US&beginDay=20261130&endDay=20261202")
			.path("trade_days")
			.toString()).isEqualTo("[\"20261130\",\"20261201\",\"20261202\"]");
		assertThat(data("/common/basic/symbols?type=STOCK_US").findValuesAsString("symbol")).contains("AAPL.US");
		assertThat(data("/common/basic/symbols?type=WHAT").isEmpty()).isTrue();
		assertThat(data("/common/basic/symbols?type=STOCK_US&symbols=AAPL.US,BTCUSDT").toString()).isEqualTo(
				"[{\"symbol\":\"AAPL.US\",\"name_cn\":\"苹果\",\"name_hk\":\"蘋果\",\"name_en\":\"Apple\",\"index\":false}]");
	}

	@ParameterizedTest
	@ValueSource(strings = { "STOCK_US", "STOCK_HK", "STOCK_CN", "STOCK_JP", "STOCK_KS", "STOCK_IN", "STOCK_TW",
			"CRYPTO", "FOREX", "FUTURES", "ENERGY", "METAL", "INDICES" })
	void listsProductsOfEachType(String type) {
		JsonNode products = data("/common/basic/symbols?type=" + type);
		assertThat(products.isEmpty()).isFalse();
		assertThat(products).allMatch((product) -> product.path("index").booleanValue() == type.equals("INDICES")
				&& !product.path("name_cn").stringValue().isBlank());
		this.simulator.faults().rest().failList(type);
		assertThat(get("/common/basic/symbols?type=" + type, KEY).statusCode()).isEqualTo(503);
		assertThat(get("/common/basic/symbols?type=OTHER", KEY).statusCode()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "market=XX&beginDay=20261130&endDay=20261202", "market=US&beginDay=x&endDay=20261202",
			"market=US&beginDay=20261340&endDay=20261341", "market=US&beginDay=20261202&endDay=20261130",
			"market=US&beginDay=20200101&endDay=20261130" })
	void refusesDaysThatAreNone(String query) {
		assertThat(get("/common/basic/markets/trading_days?" + query, KEY).statusCode()).isEqualTo(400);
	}

	@Test
	void givesTheBarsOfAnUnwatchedMarket() {
		List<Long> first = starts("{\"klineType\":1,\"klineNum\":500,\"codes\":\"BTCUSDT\"}");
		assertThat(first).hasSize(Bars.MOST_FINISHED - 1).isSortedAccordingTo((a, b) -> Long.compare(b, a));
		this.nowMs.addAndGet(Duration.ofMinutes(3).toMillis());
		List<Long> later = starts("{\"klineType\":1,\"klineNum\":4,\"codes\":\"BTCUSDT\"}");
		assertThat(later).hasSize(4).endsWith(first.getFirst());
		assertThat(post("{\"klineType\":1,\"klineNum\":9,\"codes\":\"BTCUSDT,ETHUSDT,AAPL.US\"}").path("data"))
			.hasSize(2)
			.allMatch((symbol) -> symbol.path("respList").size() == 2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{}", "{\"klineType\":13,\"klineNum\":1,\"codes\":\"A\"}",
			"{\"klineType\":1,\"klineNum\":0,\"codes\":\"A\"}", "{\"klineType\":1,\"klineNum\":1,\"codes\":\",\"}" })
	void refusesBarsThatAreNone(String body) {
		assertThat(send(request("/crypto/v2/batch_kline", KEY).POST(HttpRequest.BodyPublishers.ofString(body)))
			.statusCode()).isEqualTo(400);
	}

	@Test
	void itsBarsAreThePushedOnes() {
		Exchange exchange = new Exchange(SimulatorSettings.defaults(), (business, symbol) -> false);
		List<String> pushed = new ArrayList<>();
		long nowMs = this.nowMs.get();
		exchange.watch(new Watcher() {

			@Override
			public Business business() {
				return Business.CRYPTO;
			}

			@Override
			public void push(byte[] frame) {
				pushed.add(new String(frame, StandardCharsets.UTF_8));
			}

		}, new SymbolChannel("BTCUSDT", Channel.kline(Interval.ONE_MINUTE)), nowMs);
		for (int i = 0; i < 10_000; i++) {
			nowMs += 10;
			exchange.pulse(nowMs);
		}
		List<Tick.Kline> bars = exchange.history(Business.CRYPTO, "BTCUSDT", Interval.ONE_MINUTE, 2, nowMs);
		assertThat(bars).hasSize(2);
		String finished = pushed.stream()
			.filter((frame) -> frame.contains("\"t\":\"" + bars.getFirst().startMs() / 1000 + "\""))
			.reduce("", (former, latter) -> latter);
		assertThat(finished).contains("\"c\":\"" + bars.getFirst().close() + "\"")
			.contains("\"v\":\"" + bars.getFirst().volume() + "\"");
	}

	@Test
	void failsAsPlanned() {
		RestFaults faults = this.simulator.faults().rest();
		faults.fail(429);
		assertThat(get("/common/basic/markets", KEY)).returns(429, HttpResponse::statusCode)
			.returns("{\"detail\":\"Rate limit exceeded\"}", HttpResponse::body);
		faults.heal();
		faults.limit();
		assertThat(get("/common/basic/markets", KEY)).returns(200, HttpResponse::statusCode)
			.returns("{\"detail\":\"Rate limit exceeded\"}", HttpResponse::body);
		faults.answer("<html>");
		assertThat(get("/common/basic/markets", KEY).body()).isEqualTo("<html>");
		faults.heal();
		faults.delay(Duration.ofMillis(200));
		long before = System.nanoTime();
		assertThat(data("/common/basic/markets")).hasSize(3);
		assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
	}

	private JsonNode data(String path) {
		return JSON.readTree(get(path, KEY).body()).path("data");
	}

	private List<Long> starts(String body) {
		return post(body).path("data")
			.path(0)
			.path("respList")
			.findValuesAsString("t")
			.stream()
			.map(Long::valueOf)
			.toList();
	}

	private JsonNode post(String body) {
		return JSON.readTree(
				send(request("/crypto/v2/batch_kline", KEY).POST(HttpRequest.BodyPublishers.ofString(body))).body());
	}

	private HttpResponse<String> get(String path, String key) {
		return send(request(path, key));
	}

	private HttpRequest.Builder request(String path, String key) {
		return HttpRequest.newBuilder(URI.create(this.simulator.restUri() + path)).header("apiKey", key);
	}

	private HttpResponse<String> send(HttpRequest.Builder request) {
		try {
			return this.http.send(request.build(), HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
