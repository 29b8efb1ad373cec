package io.tickrelay.upstream.key;

import java.io.IOException;

import io.tickrelay.simulator.Observations;
import io.tickrelay.simulator.Simulator;
import io.tickrelay.simulator.market.SimulatorSettings;
import io.tickrelay.testing.ScriptedServer;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Topic;
import io.tickrelay.upstream.UpstreamRig;
import io.tickrelay.demand.SessionPhase;
import org.junit.jupiter.api.Test;

import static io.tickrelay.upstream.UpstreamRig.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A new key takes over while sessions are in every condition.
 */
class KeyTakeoverTests {

	private static final Topic TRADES = new Topic(Business.CRYPTO, "BTCUSDT", Channel.TRADE);

	private static final ScriptedServer.Script GREET = (connection, switching, out) -> out
		.write(ScriptedServer.join(switching, ScriptedServer.text(ScriptedServer.WELCOME)));

	private final KeySource keys = UpstreamRig.keys("first");

	@Test
	void opensALiveSessionAnewWithTheNewKey() throws IOException {
		try (ScriptedServer server = new ScriptedServer(GREET);
				UpstreamRig rig = new UpstreamRig(server.uri(), this.keys)) {
			rig.lease(TRADES);
			rig.awaitState(SessionPhase.LIVE);
			this.keys.replace(ApiKey.of("second"));
			await().until(() -> server.connections() == 2);
			rig.awaitState(SessionPhase.LIVE);

			assertThat(server.requests().getFirst()).contains("apikey=first ");
			assertThat(server.requests().getLast()).contains("apikey=second ");
			await().until(() -> server.hasEnded(1));
			assertThat(server.connections()).isEqualTo(2);
			assertThat(rig.failures()).isEmpty();
		}
	}

	@Test
	void givesUpAHandshakeThatIsUnderWay() throws IOException {
		ScriptedServer.Script silentAtFirst = (connection, switching, out) -> {
			if (connection > 1) {
				GREET.write(connection, switching, out);
			}
		};
		try (ScriptedServer server = new ScriptedServer(silentAtFirst);
				UpstreamRig rig = new UpstreamRig(server.uri(), this.keys)) {
			rig.lease(TRADES);
			await().until(() -> server.connections() == 1);
			this.keys.replace(ApiKey.of("second"));
			rig.awaitState(SessionPhase.LIVE);

			assertThat(server.requests()).hasSize(2);
			assertThat(server.requests().getLast()).contains("apikey=second ");
			await().until(() -> server.hasEnded(1));
			assertThat(rig.failures()).isEmpty();
		}
	}

	@Test
	void triesARejectedSessionAgainAtOnceAndOnce() {
		try (Simulator vendor = Simulator.start(SimulatorSettings.defaults().withApiKey("third"));
				UpstreamRig rig = new UpstreamRig(vendor.webSocketUri(), this.keys)) {
			rig.lease(TRADES);
			rig.awaitState(SessionPhase.REJECTED);
			this.keys.replace(ApiKey.of("second"));
			await().until(() -> vendor.observations().connects().size() == 2);
			rig.awaitState(SessionPhase.REJECTED);
			this.keys.replace(ApiKey.of("third"));
			rig.awaitTicks();

			assertThat(vendor.observations().connects()).extracting(Observations.Connect::status)
				.containsExactly(401, 401, 101);
		}
	}

	@Test
	void leavesASessionAloneWhoseKeyIsTheSame() throws IOException {
		try (ScriptedServer server = new ScriptedServer(GREET);
				UpstreamRig rig = new UpstreamRig(server.uri(), this.keys)) {
			rig.lease(TRADES);
			rig.awaitState(SessionPhase.LIVE);
			this.keys.replace(ApiKey.of("first\n"));
			rig.lease(new Topic(Business.CRYPTO, "BTCUSDT", Channel.DEPTH));
			await().until(() -> rig.status().desired() == 2);

			assertThat(rig.status().state()).isEqualTo(SessionPhase.LIVE);
			assertThat(server.connections()).isEqualTo(1);
		}
	}

	@Test
	void opensNothingForAKeyThatIsNotNeededYet() throws IOException {
		try (ScriptedServer server = new ScriptedServer(GREET);
				UpstreamRig rig = new UpstreamRig(server.uri(), this.keys)) {
			this.keys.replace(ApiKey.of("second"));
			rig.lease(TRADES);
			rig.awaitState(SessionPhase.LIVE);

			assertThat(server.requests()).singleElement()
				.satisfies((request) -> assertThat(request).contains("apikey=second "));
		}
	}

}
