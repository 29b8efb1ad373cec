package io.tickrelay.simulator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.tickrelay.simulator.market.SimulatorSettings;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class SimulatorFaultsTests extends SimulatorFaultsFixture {

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

	private int refusal(String business) {
		return TestClient.refused(this.simulator, "?business=" + business + "&apikey=k").statusCode();
	}

}
