package io.tickrelay.upstream.rest;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.netty.channel.EventLoop;
import io.tickrelay.catalog.ProductSource;
import io.tickrelay.simulator.RestObservations;
import io.tickrelay.simulator.Simulator;
import io.tickrelay.simulator.market.SimulatorSettings;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.Tick;
import io.tickrelay.upstream.key.ApiKey;
import io.tickrelay.upstream.wire.Codes;
import io.tickrelay.upstream.wire.RestReader;
import io.tickrelay.upstream.wire.RestRequest;
import io.tickrelay.upstream.wire.TradingHours;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * REST over real sockets.
 */
class RestClientTests {

	private static final String KEY = "s3cret/k+y&of=the plan";

	private final Simulator simulator = Simulator.start(SimulatorSettings.defaults().withApiKey(KEY));

	private final LoopResources loops = LoopResources.create("rest-test", 1, true);

	private RestClient rest = client(this.simulator.restUri(), KEY, Duration.ofSeconds(5));

	@AfterEach
	void stop() {
		this.simulator.close();
		this.loops.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).block(Duration.ofSeconds(10));
	}

	@Test
	void asksWithTheKeyAndReadsTheAnswer() {
		assertThat(askMarkets()).isInstanceOfSatisfying(RestResult.Answered.class,
				(answered) -> assertThat(answered.value().toString()).contains("US", "HK", "CN"));
		assertThat(bars("BTCUSDT", 5)).hasSize(5)
			.allMatch((bar) -> bar.topic().name().equals("crypto:BTCUSDT@kline_1m"));
		assertThat(this.simulator.observations().rest().requests()).extracting(RestObservations.Request::status)
			.containsExactly(200, 200);
		assertThat(outcomes()).isEqualTo(Map.of("ok", 2L));
	}

	@Test
	void triesABadKeyOnce() {
		this.rest = client(this.simulator.restUri(), "another key", Duration.ofSeconds(5));
		assertThat(askMarkets()).isEqualTo(new RestResult.Failed<>(RestOutcome.UNAUTHORIZED));
		for (int i = 0; i < 3; i++) {
			assertThat(askMarkets()).isEqualTo(new RestResult.Failed<>(RestOutcome.REFUSED_LOCALLY));
		}
		assertThat(this.rest.room(Duration.ofSeconds(5))).isZero();
		assertThat(this.simulator.observations().rest().requests()).singleElement()
			.returns(401, RestObservations.Request::status);
		assertThat(outcomes()).isEqualTo(Map.of("unauthorized", 1L, "refused_locally", 3L));
	}

	@Test
	void idleQuestionsKeepThePaceAndThePauses() {
		List<RestResult<ProductSource.Listed>> answers = Stream.of("STOCK_US", "CRYPTO", "METAL")
			.map(this::askIdly)
			.toList()
			.stream()
			.map((answer) -> answer.orTimeout(10, TimeUnit.SECONDS).join())
			.toList();
		assertThat(answers).allMatch((answer) -> answer.outcome() == RestOutcome.OK);
		List<RestObservations.Request> requests = this.simulator.observations().rest().requests();
		assertThat(requests).hasSize(3).allMatch((request) -> request.path().equals("/common/basic/symbols"));
		// Ten a second, of which idle ones take each second turn: 200 ms. A server that
		// is late to see the second one makes the distance shorter.
		assertThat(requests.getLast().nanoTime() - requests.get(1).nanoTime()).isGreaterThan(50_000_000L);
		this.simulator.faults().rest().limit();
		assertThat(askIdly("FOREX").orTimeout(10, TimeUnit.SECONDS).join())
			.isEqualTo(new RestResult.Failed<>(RestOutcome.RATE_LIMITED));
		this.simulator.faults().rest().heal();
		assertThat(askIdly("FOREX").orTimeout(10, TimeUnit.SECONDS).join())
			.isEqualTo(new RestResult.Failed<>(RestOutcome.REFUSED_LOCALLY));
		assertThat(this.simulator.observations().rest().requests()).hasSize(4);
	}

	@Test
	void pausesWhereItWasTooFastWhateverTheStatusSays() {
		this.simulator.faults().rest().limit();
		assertThat(askMarkets()).isEqualTo(new RestResult.Failed<>(RestOutcome.RATE_LIMITED));
		this.simulator.faults().rest().heal();
		assertThat(askMarkets()).isEqualTo(new RestResult.Failed<>(RestOutcome.REFUSED_LOCALLY));
	}

	@ParameterizedTest
	@CsvSource({ "429, RATE_LIMITED", "401, UNAUTHORIZED", "403, CLIENT_ERROR", "404, CLIENT_ERROR",
			"500, SERVER_ERROR", "503, SERVER_ERROR", "302, OTHER_STATUS", "204, OTHER_STATUS" })
	void aStatusIsAnOutcome(int status, RestOutcome outcome) {
		this.simulator.faults().rest().fail(status);
		assertThat(askMarkets()).isEqualTo(new RestResult.Failed<>(outcome));
	}

	@Test
	void garbageIsAnOutcome() {
		this.simulator.faults().rest().answer("<html>");
		assertThat(askMarkets()).isEqualTo(new RestResult.Failed<>(RestOutcome.MALFORMED));
		this.simulator.faults().rest().answer("");
		assertThat(askMarkets()).isEqualTo(new RestResult.Failed<>(RestOutcome.MALFORMED));
	}

	@Test
	void readsNoMoreThanFourMebibytes() {
		String space = " ".repeat(RestSocket.LONGEST_ANSWER);
		this.simulator.faults().rest().answer(space + "{\"ret\":200,\"data\":[]}");
		assertThat(askMarkets()).isEqualTo(new RestResult.Failed<>(RestOutcome.MALFORMED));
		this.simulator.faults().rest().answer(space.substring(100) + "{\"ret\":200,\"data\":[]}");
		assertThat(askMarkets()).isEqualTo(new RestResult.Answered<>(Map.of()));
	}

	@Test
	void waitsOnlySoLong() {
		this.rest = client(this.simulator.restUri(), KEY, Duration.ofMillis(200));
		this.simulator.faults().rest().delay(Duration.ofSeconds(30));
		assertThat(askMarkets()).isEqualTo(new RestResult.Failed<>(RestOutcome.TIMEOUT));
		this.simulator.faults().rest().heal();
		assertThat(askMarkets()).isInstanceOf(RestResult.Answered.class);
	}

	@Test
	void anUnreachableHostIsAnOutcome() {
		this.rest = client(URI.create("http://127.0.0.1:1"), KEY, Duration.ofSeconds(5));
		assertThat(askMarkets()).isEqualTo(new RestResult.Failed<>(RestOutcome.UNREACHABLE));
		this.rest = client(URI.create("https://127.0.0.1:" + this.simulator.port()), KEY, Duration.ofSeconds(5));
		assertThat(askMarkets()).isEqualTo(new RestResult.Failed<>(RestOutcome.UNREACHABLE));
	}

	@Test
	void neverWritesTheKeyDown() {
		Logger root = ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger("ROOT");
		Level before = root.getLevel();
		ListAppender<ILoggingEvent> lines = new ListAppender<>();
		lines.start();
		root.addAppender(lines);
		root.setLevel(Level.TRACE);
		try {
			askMarkets();
			bars("BTCUSDT", 2);
			askIdly("STOCK_US").orTimeout(10, TimeUnit.SECONDS).join();
			this.simulator.faults().rest().fail(503);
			askMarkets();
			askIdly("STOCK_US").orTimeout(10, TimeUnit.SECONDS).join();
			this.simulator.faults().rest().fail(401);
			askMarkets();
			this.rest = client(URI.create("http://127.0.0.1:1"), KEY, Duration.ofSeconds(5));
			askMarkets();
			this.rest = client(URI.create("https://127.0.0.1:" + this.simulator.port()), KEY, Duration.ofSeconds(5));
			askMarkets();
		}
		finally {
			root.detachAppender(lines);
			root.setLevel(before);
		}
		assertThat(List.copyOf(lines.list)).extracting(ILoggingEvent::getLoggerName)
			.anyMatch((name) -> name.startsWith("io.netty"))
			.anyMatch((name) -> name.startsWith("reactor.netty"))
			.anyMatch((name) -> name.startsWith("io.tickrelay"));
		assertThat(List.copyOf(lines.list)).noneMatch((line) -> text(line).contains("s3cret"));
	}

	private RestResult<Map<String, List<TradingHours>>> askMarkets() {
		CompletableFuture<RestResult<Map<String, List<TradingHours>>>> answer = new CompletableFuture<>();
		this.rest.askProxy(RestRequest.MARKETS, Duration.ofSeconds(10), RestReader::markets, answer::complete);
		return answer.orTimeout(10, TimeUnit.SECONDS).join();
	}

	private CompletableFuture<RestResult<ProductSource.Listed>> askIdly(String type) {
		CompletableFuture<RestResult<ProductSource.Listed>> answer = new CompletableFuture<>();
		this.rest.<ProductSource.Listed>askIdlyProxy(RestRequest.symbols(type), Duration.ofSeconds(10),
				RestReader::symbols, answer::complete);
		return answer;
	}

	private List<Tick.Kline> bars(String symbol, int count) {
		CompletableFuture<RestResult<Map<String, List<Tick.Kline>>>> answer = new CompletableFuture<>();
		this.rest.<Map<String, List<Tick.Kline>>>askProxy(
				RestRequest.klines(Business.CRYPTO, Interval.ONE_MINUTE, count, new Codes(List.of(symbol))),
				Duration.ofSeconds(10),
				(body) -> RestReader.klines(Business.CRYPTO, Interval.ONE_MINUTE, System.currentTimeMillis(), body),
				answer::complete);
		return switch (answer.orTimeout(10, TimeUnit.SECONDS).join()) {
			case RestResult.Answered<Map<String, List<Tick.Kline>>>(var found) -> found.getOrDefault(symbol, List.of());
			case RestResult.Failed<Map<String, List<Tick.Kline>>> _ -> List.of();
		};
	}

	private Map<String, Long> outcomes() {
		Map<String, Long> outcomes = new HashMap<>();
		this.rest.counters().eachRequest((outcome, count) -> {
			if (count.sum() > 0) {
				outcomes.put(outcome, count.sum());
			}
		});
		return outcomes;
	}

	private RestClient client(URI base, String key, Duration timeout) {
		EventLoop loop = this.loops.onClient(LoopResources.DEFAULT_NATIVE).next();
		HttpClient http = HttpClient.create(ConnectionProvider.newConnection()).runOn(loop);
		return new RestClient(loop, new RestSocket(http, base), () -> ApiKey.of(key), 10, timeout, System::nanoTime);
	}

	private static String text(ILoggingEvent line) {
		String thrown = (line.getThrowableProxy() != null) ? ThrowableProxyUtil.asString(line.getThrowableProxy()) : "";
		return line.getFormattedMessage() + line.getKeyValuePairs() + line.getMDCPropertyMap() + thrown;
	}

}
