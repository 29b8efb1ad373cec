package io.tickrelay.simulator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.tickrelay.simulator.market.SimulatorSettings;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * Faults of the line: what is cut, dripped, stalled or reset.
 */
class SimulatorLineFaultsTests extends SimulatorFaultsFixture {

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

}
