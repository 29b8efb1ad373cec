package io.tickrelay.simulator;

import java.time.Duration;

import io.tickrelay.simulator.market.SimulatorSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * A simulator with faults.
 */
abstract class SimulatorFaultsFixture {

	static final Duration A_WHILE = Duration.ofMillis(300);

	Simulator simulator;

	Faults faults;

	@BeforeEach
	void start() {
		this.simulator = Simulator.start(SimulatorSettings.defaults());
		this.faults = this.simulator.faults();
	}

	@AfterEach
	void stop() {
		this.simulator.close();
	}

	TestClient greeted(String business) throws InterruptedException {
		TestClient client = TestClient.connect(this.simulator, business);
		client.next((frame) -> frame.contains("\"code\":200"));
		return client;
	}

}
