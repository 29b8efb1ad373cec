package io.tickrelay.simulator;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.tickrelay.simulator.market.Clock;
import io.tickrelay.simulator.market.SimulatorSettings;
import io.tickrelay.simulator.market.SimulatorSettings.Limits;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

class SimulatorLimitsTests {

	private static final String KEY = "k3y-that-nobody-may-see";

	private final SimulatorSettings settings = SimulatorSettings.defaults();

	private final Limits limits = Limits.defaults();

	@Test
	void refusesAWrongAMissingAndAnEmptyKey() {
		try (Simulator simulator = Simulator.start(this.settings.withApiKey(KEY))) {
			for (String key : List.of("&apikey=wrong", "&apikey=", "")) {
				HttpResponse<?> response = TestClient.refused(simulator, "?business=crypto" + key);
				assertThat(response.statusCode()).as(key).isEqualTo(401);
				assertThat(response.headers().firstValue("www-authenticate")).contains("apikey realm=\"key\"");
			}
			assertThat(simulator.observations().connects()).hasSize(3)
				.allMatch((connect) -> !connect.keyMatched() && connect.status() == 401);
			TestClient.connect(simulator, "crypto", KEY).close();
		}
	}

	@Test
	void refusesAnEmptyKeyEvenWhereAnyWillDo() {
		try (Simulator simulator = Simulator.start(this.settings)) {
			assertThat(TestClient.refused(simulator, "?business=crypto&apikey=").statusCode()).isEqualTo(401);
		}
	}

	@Test
	void refusesASecondConnectionOfAKeyAndBusiness() {
		try (Simulator simulator = Simulator.start(this.settings);
				TestClient first = TestClient.connect(simulator, "crypto", "one")) {
			assertThat(TestClient.refused(simulator, "?business=crypto&apikey=one").statusCode()).isEqualTo(427);
			TestClient.connect(simulator, "crypto", "two").close();
			TestClient.connect(simulator, "stock", "one").close();

			first.closeInOrder();
			first.awaitClose();
			await().until(() -> simulator.observations().openSessions() == 0);
			TestClient.connect(simulator, "crypto", "one").close();
		}
	}

	@Test
	void knowsNoOtherPathAndNoNamelessBusiness() {
		try (Simulator simulator = Simulator.start(this.settings)) {
			assertThat(TestClient.refused(simulator, "s?business=crypto&apikey=k").statusCode()).isEqualTo(404);
			assertThat(TestClient.refused(simulator, "?apikey=k").statusCode()).isEqualTo(404);
			assertThat(TestClient.refused(simulator, "?business=C%20R&apikey=k").statusCode()).isEqualTo(404);
		}
	}

	@Test
	void closesAfterOneFrameTooManyInAMinute() throws InterruptedException {
		AtomicLong nowNs = new AtomicLong(Long.MAX_VALUE - 5_000_000_000L);
		try (Simulator simulator = Simulator.start(this.settings.withLimits(this.limits.withFramesPerMinute(3)),
				new Clock(InstantSource.system(), nowNs::get));
				TestClient client = TestClient.connect(simulator, "crypto")) {
			client.next();
			heartbeats(client, 2);
			nowNs.addAndGet(Duration.ofSeconds(30).toNanos());
			client.ping("not counted");
			heartbeats(client, 1);
			nowNs.addAndGet(Duration.ofSeconds(30).toNanos());
			heartbeats(client, 2);

			client.send("{\"code\":10010,\"ack\":1}");
			assertThat(client.next()).matches("\\{\"traceId\":\"[^\"]+\",\"code\":501,\"msg\":\"[^\"]+\"}");
			assertThat(client.awaitClose()).isEqualTo(1008);
			await().until(() -> simulator.observations().openSessions() == 0);
		}
	}

	@Test
	void refusesTheFrameThatBringsTooManySymbolsAndCloses() throws InterruptedException {
		try (Simulator simulator = Simulator.start(this.settings.withLimits(this.limits.withSymbolsPerConnection(2)));
				TestClient client = TestClient.connect(simulator, "crypto")) {
			client.subscribe(10000, "1", "BTCUSDT,ETHUSDT");
			client.subscribe(10003, "2", "BTCUSDT");
			client.subscribe(10000, "3", "SOLUSDT");

			client.next((frame) -> frame.contains("\"trace\":\"2\""));
			client.next((frame) -> frame
				.equals("{\"traceId\":\"3\",\"code\":505,\"msg\":\"Single WS subscribe exceeds the limit 2\"}"));
			assertThat(client.awaitClose()).isEqualTo(1008);
		}
	}

	@Test
	void keepsWhatStandsWhereItStaysOpenAtTheSymbolLimit() throws InterruptedException {
		try (Simulator simulator = Simulator.start(this.settings.withLimits(this.limits.withSymbolsPerConnection(1)));
				TestClient client = TestClient.connect(simulator, "crypto")) {
			simulator.faults().stayOpenOnSymbolLimit(true);
			client.subscribe(10000, "1", "BTCUSDT");
			client.subscribe(10000, "2", "ETHUSDT");
			client.next((frame) -> frame.contains("505"));

			client.push(10002, "BTCUSDT");
			assertThat(simulator.observations().subscriptions("crypto")).containsExactly("BTCUSDT@trade");
		}
	}

	@Test
	void closesWithoutAHeartbeat() throws InterruptedException {
		try (Simulator simulator = Simulator
			.start(this.settings.withLimits(this.limits.withHeartbeatTimeout(Duration.ofMillis(200))));
				TestClient client = TestClient.connect(simulator, "crypto")) {
			client.next();

			assertThat(client.next()).contains("\"code\":513");
			assertThat(client.awaitClose()).isEqualTo(1008);
		}
	}

	@Test
	void staysOpenWithHeartbeats() throws InterruptedException {
		AtomicLong nowNs = new AtomicLong();
		try (Simulator simulator = Simulator.start(this.settings, new Clock(InstantSource.system(), nowNs::get));
				TestClient client = TestClient.connect(simulator, "crypto")) {
			client.next();
			for (int i = 0; i < 4; i++) {
				nowNs.addAndGet(Duration.ofSeconds(59).toNanos());
				heartbeats(client, 1);
			}

			nowNs.addAndGet(Duration.ofSeconds(61).toNanos());
			assertThat(client.next()).contains("\"code\":513");
		}
	}

	@Test
	void greetsAfterItsDelay() throws InterruptedException {
		try (Simulator simulator = Simulator
			.start(this.settings.withLimits(this.limits.withGreetingDelay(Duration.ofMillis(300))));
				TestClient client = TestClient.connect(simulator, "crypto")) {
			assertThat(client.isSilentFor(Duration.ofMillis(100))).isTrue();
			assertThat(client.next()).contains("\"code\":200");
		}
	}

	@Test
	void neverShowsAKeyInLogsOrTexts() throws InterruptedException, IOException {
		Capture capture = new Capture();
		Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
		Level level = root.getLevel();
		capture.start();
		root.addAppender(capture);
		root.setLevel(Level.TRACE);
		try (Simulator simulator = Simulator.start(this.settings.withApiKey(KEY))) {
			TestClient.refused(simulator, "?business=crypto&apikey=" + KEY + "x");
			assertThat(RawClient.answerTo(simulator, "/ws?business=crypto&apikey=" + KEY + "%")).contains("404");
			assertThat(RawClient.answerTo(simulator, "/other?apikey=" + KEY)).contains("404");
			try (TestClient client = TestClient.connect(simulator, "crypto", KEY)) {
				client.next();
				simulator.faults().dropAll();
				client.awaitFailure();
			}
			assertThat(simulator.observations().connects().toString()).doesNotContain(KEY);
		}
		finally {
			root.setLevel(level);
			root.detachAppender(capture);
		}
		assertThat(this.settings.withApiKey(KEY).toString()).doesNotContain(KEY).contains("***");
		synchronized (capture.messages) {
			assertThat(capture.messages).isNotEmpty().noneMatch((message) -> message.contains(KEY));
		}
	}

	@Test
	void takesTheKeyOutOfTheTargetBeforeAnythingElseSeesIt() {
		EmbeddedChannel channel = new EmbeddedChannel(new KeyFilter(KEY));
		channel.writeInbound(
				new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/ws?apikey=" + KEY + "&business=crypto"));

		HttpRequest request = channel.readInbound();
		assertThat(request.uri()).isEqualTo("/ws?business=crypto");
		UpgradeRequest upgradeRequest = channel.attr(KeyFilter.VISIT).get();
		assertThat(upgradeRequest.keyMatched()).isTrue();
		assertThat(upgradeRequest.toString()).doesNotContain(KEY);
		channel.finishAndReleaseAll();
	}

	@Test
	void rejectsSettingsThatMakeNoSense() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.settings.withTicksPerSecond(-1));
		assertThatIllegalArgumentException().isThrownBy(() -> this.settings.withTicksPerSecond(Double.NaN));
		assertThatIllegalArgumentException().isThrownBy(() -> this.settings.withPort(70_000));
	}

	private static void heartbeats(TestClient client, int count) throws InterruptedException {
		for (int i = 0; i < count; i++) {
			client.send("{\"code\":10010,\"ack\":1}");
			assertThat(client.next()).contains("10011");
		}
	}

	private static final class Capture extends AppenderBase<ILoggingEvent> {

		private final List<String> messages = new ArrayList<>();

		@Override
		protected void append(ILoggingEvent event) {
			// The client is ours too, and the JDK's logger; only the server is tested
			// here.
			if (event.getThreadName().startsWith("simulator")) {
				synchronized (this.messages) {
					this.messages.add(event.getFormattedMessage() + " " + event.getThrowableProxy());
				}
			}
		}

	}

}
