package io.tickrelay.chaos;

import java.io.IOException;

import io.tickrelay.ops.RelayMeter;
import io.tickrelay.simulator.Simulator;
import io.tickrelay.simulator.market.SimulatorSettings;
import io.tickrelay.testing.ByteProxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The connection ends at any byte that the vendor sends: within the handshake's answer,
 * the welcome, an ack or a push.
 */
@Timeout(60)
class CutSweepTest {

	/**
	 * The bytes of the handshake's answer and the welcome, some 180, which cost no frame.
	 */
	private static final int BEFORE_SUBSCRIBING = 180;

	/** The bytes of an ack and a few pushes. */
	private static final int LAST = 700;

	@Test
	void healsWhereverItIsCut() throws IOException {
		try (Simulator vendor = Simulator.start(SimulatorSettings.defaults());
				ByteProxy proxy = new ByteProxy(vendor.port());
				Relay relay = Relay.startVia(proxy.webSocketUri(), vendor, "upstream.businesses=crypto",
						"upstream.heartbeat-interval=55s", "upstream.frames-per-minute=60",
						"upstream.reconnects-per-hour=1000");
				FaultScene faultScene = new FaultScene(relay, "crypto")) {
			faultScene.awaitHealed();
			int cuts = 0;
			for (int cut = 1; cut < LAST; cut += (cut < BEFORE_SUBSCRIBING) ? 6 : 29) {
				proxy.cutAfter(cut);
				// Another key spares the test the backoff, which it resets.
				relay.changeKey();
				int broken = ++cuts;
				FaultScene.await().until(() -> proxy.broken() >= broken);
				FaultScene.await().until(() -> faultScene.health().path("state").stringValue(), "BACKOFF"::equals);
				assertThat(faultScene.lastError()).isIn("connect_failed", "connection_lost");
				faultScene.watchers()
					.forEach((watcher) -> watcher.awaitLedger(
							(ledger) -> ledger.state(faultScene.name("FLOW")).equals("stale"), FaultScene.PATIENCE));
				cuts = proxy.broken();
			}
			assertThat(cuts).isGreaterThan(40);
			proxy.cutNone();
			relay.changeKey();
			faultScene.awaitHealed();
			assertThat(relay.verdict()).isEqualTo("UP");
			assertThat(relay.vendor().observations().openSessions()).isEqualTo(1);
			assertThat(relay.count(RelayMeter.UPSTREAM_BUGS)).isZero();
			FrameLaw.check(vendor.observations(), 60);
		}
	}

}
