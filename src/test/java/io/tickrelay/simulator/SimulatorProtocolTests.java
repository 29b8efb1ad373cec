package io.tickrelay.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.tickrelay.simulator.market.Clock;
import io.tickrelay.simulator.market.SimulatorSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class SimulatorProtocolTests {

	private static final String GREETING = "{\"code\":200,\"msg\":\"ws connect success\"}";

	private Simulator simulator;

	private TestClient client;

	@BeforeEach
	void connect() throws InterruptedException {
		this.simulator = Simulator.start(SimulatorSettings.defaults());
		this.client = TestClient.connect(this.simulator, "crypto");
		assertThat(this.client.next()).isEqualTo(GREETING);
	}

	@AfterEach
	void close() {
		this.client.close();
		this.simulator.close();
	}

	@Test
	void saysWhatStocksMayBeSubscribedBeforeItGreets() throws InterruptedException {
		try (TestClient stocks = TestClient.connect(this.simulator, "stock")) {
			assertThat(stocks.next()).isEqualTo("You have permission to subscribe to all market data");
			assertThat(stocks.next()).isEqualTo(GREETING);
		}
	}

	@Test
	void acknowledgesWithTheTraceAndPushesTrades() throws InterruptedException {
		this.client.subscribe(10000, "a\\\"b", "BTCUSDT");

		assertThat(this.client.next()).isEqualTo("{\"code\":10001,\"trace\":\"a\\\"b\",\"msg\":\"ok\"}");
		assertThat(this.client.next()).matches("\\{\"code\":10002,\"data\":\\{\"p\":\"[0-9.]+\",\"s\":\"BTCUSDT\","
				+ "\"t\":[0-9]{13},\"td\":[12],\"v\":\"[0-9.]+\",\"vw\":\"[0-9.]+\"}}");
	}

	@Test
	void pushesFiveLevelsAsProductionWritesThem() throws InterruptedException {
		this.client.subscribe(10003, "d", "BTCUSDT");

		assertThat(this.client.next()).isEqualTo("{\"code\":10004,\"trace\":\"d\",\"msg\":\"ok\"}");
		String five = "\\[(\"[0-9]+\\.[0-9]{8}\",?){5}]";
		String side = "\\[" + five + "," + five + "]";
		assertThat(this.client.next()).matches("\\{\"code\":10005,\"data\":\\{\"a\":" + side + ",\"b\":" + side
				+ ",\"s\":\"BTCUSDT\",\"t\":[0-9]{13}}}");
	}

	@Test
	void pushesSeveralIntervalsOfOneFrame() throws InterruptedException {
		this.client
			.send("{\"code\":10006,\"trace\":\"k\",\"data\":{\"arr\":[{\"type\":1,\"codes\":\"BTCUSDT,ETHUSDT\"},"
					+ "{\"type\":8,\"codes\":\"BTCUSDT\"}]}}");

		assertThat(this.client.next()).isEqualTo("{\"code\":10007,\"trace\":\"k\",\"msg\":\"ok\"}");
		// A symbol may tick twice before another does.
		Set<String> seen = new HashSet<>();
		while (seen.size() < 3) {
			seen.add(bar());
		}
		assertThat(seen).containsExactlyInAnyOrder("BTCUSDT/1", "ETHUSDT/1", "BTCUSDT/8");
	}

	@Test
	void writesABarAsProductionDoes() throws InterruptedException {
		this.client.send("{\"code\":10006,\"data\":{\"arr\":[{\"type\":1,\"codes\":\"BTCUSDT\"}]}}");

		String price = "\"[0-9]+\\.[0-9]{5}\"";
		assertThat(this.client.next((frame) -> frame.contains("\"data\"")))
			.matches("\\{\"code\":10008,\"data\":\\{\"c\":" + price + ",\"h\":" + price + ",\"l\":" + price + ",\"o\":"
					+ price + ",\"pca\":\"-?[0-9]+\\.[0-9]{5}\",\"pfr\":\"-?[0-9]+\\.[0-9]{2}%\",\"s\":\"BTCUSDT\","
					+ "\"t\":\"[0-9]{10}\",\"ty\":1,\"v\":\"[0-9.]+\",\"vw\":\"[0-9.]+\"}}");
	}

	@Test
	void subscribesListsAndAddsUp() throws InterruptedException {
		this.client.subscribe(10000, "1", "BTCUSDT, ETHUSDT,,");
		this.client.subscribe(10000, "2", "SOLUSDT");
		this.client.subscribe(10003, "3", "BTCUSDT");
		this.client.next((frame) -> frame.contains("\"trace\":\"3\""));

		assertThat(standing()).containsExactlyInAnyOrder("BTCUSDT@trade", "ETHUSDT@trade", "SOLUSDT@trade",
				"BTCUSDT@depth");
		for (String symbol : List.of("BTCUSDT", "ETHUSDT", "SOLUSDT")) {
			this.client.push(10002, symbol);
		}
	}

	@Test
	void unsubscribesWhatIsNamed() throws InterruptedException {
		this.client.subscribe(10000, "1", "BTCUSDT,ETHUSDT");
		this.client.subscribe(11000, "2", "BTCUSDT");

		this.client.next((frame) -> frame.equals("{\"code\":11010,\"trace\":\"2\",\"msg\":\"ok\"}"));
		assertThat(standing()).containsExactly("ETHUSDT@trade");
		this.client.push(10002, "ETHUSDT");
		this.client.push(10002, "ETHUSDT");
		assertThat(this.client.texts).noneMatch((frame) -> frame.contains("BTCUSDT"));
	}

	@Test
	void cancelsEverythingOfAKindWhereNoCodesAreNamed() throws InterruptedException {
		for (String nothing : List.of("{}", "{\"codes\":null}", "{\"codes\":\"\"}")) {
			this.client.subscribe(10000, "1", "BTCUSDT,ETHUSDT");
			this.client.subscribe(10003, "2", "BTCUSDT");
			this.client.send("{\"code\":11000,\"trace\":\"3\",\"data\":" + nothing + "}");
			this.client.next((frame) -> frame.contains("\"trace\":\"3\""));

			assertThat(standing()).as(nothing).containsExactly("BTCUSDT@depth");
		}
	}

	@Test
	void cancelsOneIntervalOrEveryIntervalOfASymbol() throws InterruptedException {
		this.client.send("{\"code\":10006,\"trace\":\"1\",\"data\":{\"arr\":[{\"type\":1,\"codes\":\"A,B\"},"
				+ "{\"type\":2,\"codes\":\"A,B\"},{\"type\":12,\"codes\":\"A,B\"}]}}");
		this.client.send("{\"code\":11002,\"trace\":\"2\",\"data\":{\"codes\":\"A\",\"klineTypes\":\"1,2\"}}");
		this.client.next((frame) -> frame.contains("\"trace\":\"2\""));
		assertThat(standing()).containsExactlyInAnyOrder("A@kline_1Y", "B@kline_1m", "B@kline_5m", "B@kline_1Y");

		this.client.send("{\"code\":11002,\"trace\":\"3\",\"data\":{\"codes\":\"B\"}}");
		this.client.next((frame) -> frame.contains("\"trace\":\"3\""));
		assertThat(standing()).containsExactly("A@kline_1Y");

		this.client.send("{\"code\":11002,\"trace\":\"4\",\"data\":{\"codes\":\"\",\"klineTypes\":\"1\"}}");
		this.client.next((frame) -> frame.contains("\"trace\":\"4\""));
		assertThat(standing()).isEmpty();
	}

	@Test
	void answersAHeartbeatOnlyWhenAsked() throws InterruptedException {
		this.client.send("{\"code\":10010,\"trace\":\"silent\"}");
		this.client.send("{\"code\":10010,\"trace\":\"loud\",\"ack\":1}");

		assertThat(this.client.next()).isEqualTo("{\"code\":10011,\"trace\":\"loud\",\"msg\":\"ok\"}");
	}

	@Test
	void answersPingsAndCountsThem() throws InterruptedException {
		this.client.ping("hello");

		assertThat(this.client.pongs.poll(10, TimeUnit.SECONDS)).isEqualTo("hello");
		assertThat(this.simulator.observations().pingsReceived()).isEqualTo(1);
		assertThat(this.simulator.observations().received()).isEmpty();
	}

	@Test
	void namesWhatIsWrongWithAFrame() throws InterruptedException {
		this.client.send("{\"code\":10000,\"trace\":\"x\"}");
		assertThat(this.client.next()).isEqualTo("{\"traceId\":\"x\",\"code\":507,\"msg\":\"Param lost：data\"}");
		this.client.send("{\"code\":4711,\"trace\":\"y\"}");
		assertThat(this.client.next()).startsWith("{\"traceId\":\"y\",\"code\":506,\"msg\":\"Param error");
		this.client.send("{\"code\":10006,\"trace\":\"z\",\"data\":{\"arr\":[{\"type\":13,\"codes\":\"A\"}]}}");
		assertThat(this.client.next()).startsWith("{\"traceId\":\"z\",\"code\":506");
		for (String garbage : List.of("hello", "{\"code\":", "[1,2]", "", "[".repeat(20_000))) {
			this.client.send(garbage);
			assertThat(this.client.next()).isEqualTo("Param not json...");
		}
	}

	@Test
	void acknowledgesASymbolOfAnotherBusinessAndStaysSilent() throws InterruptedException {
		this.client.subscribe(10000, "1", "AAPL.US,USDJPY,XAUUSD,no such \\\"symbol");

		assertThat(this.client.next()).contains("10001");
		assertThat(standing()).hasSize(4);
		assertThat(this.client.isSilentFor(Duration.ofMillis(300))).isTrue();
	}

	@Test
	void remembersWhatItReceivedAndWhoConnected() {
		this.client.send("{\"code\":10010}");
		await().until(() -> !this.simulator.observations().received().isEmpty());

		Observations.Received received = this.simulator.observations().received().getFirst();
		assertThat(received.business()).isEqualTo("crypto");
		assertThat(received.connection()).isEqualTo(1);
		assertThat(received.text()).isEqualTo("{\"code\":10010}");
		assertThat(this.simulator.observations().connects()).singleElement()
			.matches((connect) -> connect.accepted() && connect.keyMatched() && connect.business().equals("crypto"));
	}

	@Test
	void forgetsASessionThatIsGone() {
		this.client.subscribe(10000, "1", "BTCUSDT");
		await().until(() -> standing().size() == 1);
		assertThat(this.simulator.observations().openSessions()).isEqualTo(1);

		this.client.closeInOrder();

		assertThat(this.client.awaitClose()).isEqualTo(1000);
		await().until(() -> this.simulator.observations().openSessions() == 0);
		await().until(() -> standing().isEmpty());
	}

	@Test
	void agreesWithItselfInAllChannels() throws InterruptedException {
		AtomicLong nowMs = new AtomicLong(1_798_761_600_000L);
		Clock fast = new Clock(() -> Instant.ofEpochMilli(nowMs.getAndAdd(500)), System::nanoTime);
		SimulatorSettings settings = SimulatorSettings.defaults().withTicksPerSecond(60).withSeed(3);
		try (Simulator virtual = Simulator.start(settings, fast);
				TestClient all = TestClient.connect(virtual, "crypto")) {
			all.subscribe(10000, "1", "BTCUSDT");
			all.subscribe(10003, "2", "BTCUSDT");
			all.send("{\"code\":10006,\"trace\":\"3\",\"data\":{\"arr\":[" + IntStream.rangeClosed(1, 12)
				.mapToObj((type) -> "{\"type\":" + type + ",\"codes\":\"BTCUSDT\"}")
				.collect(Collectors.joining(",")) + "]}}");
			Replay replay = new Replay();
			while (replay.trades < 4_000) {
				replay.on(TestClient.JSON.readTree(all.next()));
			}
			assertThat(replay.comparedBars).isGreaterThan(300);
			assertThat(replay.comparedBooks).isGreaterThan(50);
			assertThat(virtual.observations().pushesSkipped()).isZero();
		}
	}

	private String bar() throws InterruptedException {
		JsonNode bar = this.client.push(10008);
		return bar.path("s").asString() + "/" + bar.path("ty").asInt();
	}

	private Set<String> standing() {
		return this.simulator.observations().subscriptions("crypto");
	}

}
