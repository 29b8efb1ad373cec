package io.tickrelay.simulator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.tickrelay.simulator.market.SimulatorSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class SimulatorFaultsTests {

	private static final Duration A_WHILE = Duration.ofMillis(300);

	private Simulator simulator;

	private Faults faults;

	@BeforeEach
	void start() {
		this.simulator = Simulator.start(SimulatorSettings.defaults());
		this.faults = this.simulator.faults();
	}

	@AfterEach
	void stop() {
		this.simulator.close();
	}

	@Test
	void dropsWithAReset() throws InterruptedException {
		try (TestClient client = greeted("crypto")) {
			this.faults.dropAll();

			assertThat(client.awaitFailure()).hasMessageContaining("reset");
			assertThat(client.closeCode).isNotDone();
			await().until(() -> this.simulator.observations().openSessions() == 0);
		}
		greeted("crypto").close();
	}

	@Test
	void dropsOnlyTheNamedBusiness() throws InterruptedException {
		try (TestClient crypto = greeted("crypto"); TestClient common = greeted("common")) {
			this.faults.on("crypto").dropAll();

			crypto.awaitFailure();
			common.subscribe(10000, "1", "USDJPY");
			common.push(10002, "USDJPY");
		}
	}

	@Test
	void closesWithACode() throws InterruptedException {
		try (TestClient client = greeted("crypto")) {
			client.subscribe(10000, "1", "BTCUSDT");
			client.push(10002);
			this.faults.closeAll(1012, "restart");

			assertThat(client.awaitClose()).isEqualTo(1012);
			await().until(() -> this.simulator.observations().openSessions() == 0);
		}
		assertThatIllegalArgumentException().isThrownBy(() -> this.faults.closeAll(1006, ""));
	}

	@Test
	void givesUpOnAClientThatDoesNotAnswerAClose() throws IOException {
		try (RawClient client = RawClient.connect(this.simulator, "crypto")) {
			this.faults.closeAll(1001, "");

			client.readToTheEnd();
			await().atMost(Duration.ofSeconds(5)).until(() -> this.simulator.observations().openSessions() == 0);
		}
	}

	@Test
	void refusesTheNextConnects() throws InterruptedException {
		this.faults.refuseNext(2, 503);

		assertThat(refusal("crypto")).isEqualTo(503);
		assertThat(refusal("stock")).isEqualTo(503);
		greeted("crypto").close();
	}

	@Test
	void refusesOneBusinessUntilItAccepts() throws InterruptedException {
		this.faults.on("crypto").refuseAll(401);

		assertThat(refusal("crypto")).isEqualTo(401);
		assertThat(refusal("crypto")).isEqualTo(401);
		greeted("common").close();
		this.faults.acceptAll();
		greeted("crypto").close();
	}

	@Test
	void sendsNothingWhileStalled() throws InterruptedException {
		try (TestClient client = greeted("crypto")) {
			client.subscribe(10000, "1", "BTCUSDT");
			client.push(10002);
			this.faults.stall();
			await().pollDelay(Duration.ofMillis(50)).until(() -> true);
			client.texts.clear();
			client.ping("anybody there?");
			client.subscribe(10000, "2", "ETHUSDT");

			assertThat(client.isSilentFor(A_WHILE)).isTrue();
			assertThat(client.pongs).isEmpty();
			assertThat(this.simulator.observations().pingsReceived()).isEqualTo(1);
			assertThat(this.simulator.observations().received()).hasSize(2);

			this.faults.resume();
			client.push(10002, "ETHUSDT");
			client.ping("back?");
			assertThat(client.pongs.poll(10, TimeUnit.SECONDS)).isEqualTo("back?");
		}
	}

	@Test
	void leavesAHandshakeUnansweredWhileStalled() {
		this.faults.on("crypto").stall();
		CompletableFuture<?> handshake = TestClient.open(this.simulator, "?business=crypto&apikey=k", new TestClient());
		await().until(() -> this.simulator.observations().connects().size() == 1);

		assertThat(handshake).isNotDone();
		assertThat(this.simulator.observations().connects().getFirst().accepted()).isFalse();
		handshake.cancel(true);
	}

	@Test
	void sendsWhatItIsTold() throws InterruptedException {
		try (TestClient client = greeted("crypto")) {
			this.faults.sendText("Subscribe fail: prose");
			this.faults.sendBinary(new byte[] { 1, 2, 3 });
			this.faults.sendRawBytes(new byte[] { (byte) 0x81, 2, 'h', 'i' });

			assertThat(client.next()).isEqualTo("Subscribe fail: prose");
			assertThat(client.next()).isEqualTo("hi");
			assertThat(client.binaries.poll(10, TimeUnit.SECONDS)).containsExactly(1, 2, 3);

			this.faults.sendRawBytes(new byte[] { -1, -1, -1, -1 });
			assertThat(client.awaitFailure()).isNotNull();
		}
	}

	@Test
	void swallowsAcknowledgementsButSubscribes() throws InterruptedException {
		try (TestClient client = greeted("crypto")) {
			this.faults.swallowAcks(1);
			client.subscribe(10000, "lost", "BTCUSDT");
			client.subscribe(10003, "seen", "BTCUSDT");

			assertThat(client.answer()).contains("seen");
			client.push(10002, "BTCUSDT");
		}
	}

	@Test
	void delaysAcknowledgementsAndTheirEffect() throws InterruptedException {
		try (TestClient client = greeted("crypto")) {
			this.faults.delayAcks(Duration.ofMillis(600));
			client.subscribe(10000, "late", "BTCUSDT");

			assertThat(client.isSilentFor(A_WHILE)).isTrue();
			assertThat(client.next()).contains("late");
			client.push(10002, "BTCUSDT");

			this.faults.delayAcks(Duration.ZERO);
			client.subscribe(11000, "soon", "BTCUSDT");
			assertThat(client.answer()).contains("soon");
		}
	}

	@Test
	void pushesBeforeItAcknowledges() throws InterruptedException {
		try (TestClient client = greeted("crypto")) {
			this.faults.pushBeforeAck(true);
			client.subscribe(10003, "1", "BTCUSDT");
			assertThat(client.next()).contains("10005");
			assertThat(client.next()).contains("10004");

			client.send("{\"code\":10006,\"trace\":\"2\",\"data\":{\"arr\":[{\"type\":1,\"codes\":\"ETHUSDT\"}]}}");
			assertThat(client.next((frame) -> frame.contains("10008") || frame.contains("10007"))).contains("10008");
			assertThat(client.answer()).contains("10007");
		}
	}

	@Test
	void mutesASymbolThatStaysSubscribed() throws InterruptedException {
		try (TestClient client = greeted("crypto")) {
			this.faults.muteSymbol("BTCUSDT");
			client.subscribe(10000, "1", "BTCUSDT");
			assertThat(client.next()).contains("10001");
			assertThat(client.isSilentFor(A_WHILE)).isTrue();
			client.ping("alive");
			assertThat(client.pongs.poll(10, TimeUnit.SECONDS)).isEqualTo("alive");

			this.faults.unmute("BTCUSDT");
			client.push(10002, "BTCUSDT");
		}
	}

	@Test
	void withholdsTheGreeting() throws InterruptedException {
		this.faults.withholdGreeting(true);
		try (TestClient client = TestClient.connect(this.simulator, "crypto")) {
			assertThat(client.isSilentFor(A_WHILE)).isTrue();
		}
		this.faults.withholdGreeting(false);
		greeted("common").close();
	}

	@Test
	void answersOneFrameWithAnError() throws InterruptedException {
		try (TestClient client = greeted("crypto")) {
			this.faults.answerNext(516, "quota");
			client.send("{\"code\":10010}");
			client.subscribe(10000, "1", "BTCUSDT");
			assertThat(client.next()).isEqualTo("{\"traceId\":\"1\",\"code\":516,\"msg\":\"quota\"}");
			assertThat(this.simulator.observations().subscriptions("crypto")).isEmpty();

			client.subscribe(10000, "2", "BTCUSDT");
			assertThat(client.next()).contains("10001");
		}
	}

	@Test
	void cutsInTheMiddleOfAFrame() throws IOException {
		try (RawClient client = RawClient.connect(this.simulator, "crypto")) {
			String greeting = new String(client.read(41), StandardCharsets.UTF_8).substring(2);
			assertThat(greeting).isEqualTo("{\"code\":200,\"msg\":\"ws connect success\"}");
			this.faults.dropAfterBytes(10);
			this.faults.sendText("12345");
			this.faults.sendText("67890");

			assertThat(client.readToTheEnd()).hasSize(10).startsWith(0x81, 5, '1').endsWith(0x81, 5, '6');
		}
	}

	@Test
	void cutsTheNextConnectionWhereNoneIsOpen() throws IOException {
		this.faults.dropAfterBytes(7);
		try (RawClient client = RawClient.connect(this.simulator, "crypto")) {
			assertThat(client.readToTheEnd()).hasSize(7);
		}
		await().until(() -> this.simulator.observations().openSessions() == 0);
		try (RawClient client = RawClient.connect(this.simulator, "crypto")) {
			assertThat(client.read(41)).hasSize(41);
		}
	}

	@Test
	void dripsAtItsPaceAndLosesNothingOfWhatIsSent() throws IOException, InterruptedException {
		try (RawClient client = RawClient.connect(this.simulator, "crypto")) {
			client.read(41);
			this.faults.slowDrip(1_000);
			this.faults.sendText("x".repeat(600));
			long beganNs = System.nanoTime();

			byte[] frame = client.read(604);

			assertThat(System.nanoTime() - beganNs).isBetween(400_000_000L, 3_000_000_000L);
			assertThat(new String(frame, 4, 600, StandardCharsets.US_ASCII)).isEqualTo("x".repeat(600));
			this.faults.sendText("y".repeat(5_000));
			this.faults.slowDrip(0);
			assertThat(client.read(5_004)).endsWith('y');
		}
	}

	@Test
	void skipsPushesToAClientThatDoesNotRead() throws IOException {
		try (Simulator busy = Simulator.start(SimulatorSettings.defaults().withTicksPerSecond(2_000));
				RawClient client = RawClient.connect(busy, "crypto")) {
			client.send("{\"code\":10000,\"trace\":\"1\",\"data\":{\"codes\":"
					+ "\"AUSDT,BUSDT,CUSDT,DUSDT,EUSDT,FUSDT,GUSDT,HUSDT,IUSDT,JUSDT\"}}");

			await().atMost(Duration.ofSeconds(20)).until(() -> busy.observations().pushesSkipped() > 1_000);
			assertThat(busy.observations().openSessions()).isEqualTo(1);
			assertThat(client.read(100_000)).hasSize(100_000);
		}
	}

	@Test
	void skipsPushesWhileItDrips() throws InterruptedException {
		try (TestClient client = greeted("crypto")) {
			this.faults.on("crypto").slowDrip(500);
			client.subscribe(10003, "1", "BTCUSDT,ETHUSDT,SOLUSDT,BNBUSDT,XRPUSDT,DOGEUSDT,ADAUSDT,LTCUSDT,DOTUSDT");
			await().atMost(Duration.ofSeconds(20)).until(() -> this.simulator.observations().pushesSkipped() > 10);

			this.faults.on("crypto").slowDrip(0);
			client.push(10005, "DOTUSDT");
		}
	}

	@Test
	void stopsEverythingAndIgnoresFaultsAfterwards() throws IOException {
		// The JDK's client can miss an end without a close frame right behind its first
		// message: the socket stays half-closed, and its listener hears nothing.
		try (RawClient client = RawClient.connect(this.simulator, "crypto")) {
			assertThat(client.read(1)).as("text").containsExactly(0x81);
			this.simulator.close();

			assertThat(new String(client.readToTheEnd(), StandardCharsets.UTF_8)).contains("\"code\":200");
		}
		this.faults.dropAll();
		this.faults.muteSymbol("BTCUSDT");
		this.simulator.close();
	}

	@Test
	void leavesNoThreadBehind() {
		Set<Thread> before = simulatorThreads();
		Simulator own = Simulator.start(SimulatorSettings.defaults());
		assertThat(simulatorThreads()).hasSizeGreaterThan(before.size());
		own.close();
		await().until(() -> before.containsAll(simulatorThreads()));
	}

	private static Set<Thread> simulatorThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("simulator"))
			.collect(Collectors.toSet());
	}

	@Test
	void tellsThatItsPortIsTaken() {
		assertThatThrownBy(() -> Simulator.start(SimulatorSettings.defaults().withPort(this.simulator.port())).close())
			.isInstanceOf(RuntimeException.class);
	}

	private TestClient greeted(String business) throws InterruptedException {
		TestClient client = TestClient.connect(this.simulator, business);
		client.next((frame) -> frame.contains("\"code\":200"));
		return client;
	}

	private int refusal(String business) {
		return TestClient.refused(this.simulator, "?business=" + business + "&apikey=k").statusCode();
	}

}
