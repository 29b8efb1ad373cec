package io.tickrelay.chaos;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.tickrelay.ops.RelayMeter;
import io.tickrelay.simulator.Simulator;
import io.tickrelay.simulator.market.SimulatorSettings;
import io.tickrelay.testing.client.Message;
import io.tickrelay.testing.client.SseClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** A vendor that refuses is left alone, but clients are still served. */
@Timeout(60)
@Tag("full")
class RefusalTest {

	/** The wait, longer than any first backoff. */
	private static final Duration A_WHILE = Duration.ofMillis(1_200);

	private final Simulator vendor = Simulator.start(SimulatorSettings.defaults());

	@Test
	void isTakenForANoUntilThereIsAnotherKey() {
		String businesses = Stream.of(Refusal.values()).map(Refusal::business).collect(Collectors.joining(","));
		try (vendor;
				Relay relay = Relay.start(this.vendor, "upstream.businesses=" + businesses,
						"upstream.heartbeat-interval=55s", "upstream.frames-per-minute=60")) {
			Map<Refusal, FaultScene> stages = new EnumMap<>(Refusal.class);
			Stream.of(Refusal.values())
				.forEach((refusal) -> stages.put(refusal, new FaultScene(relay, refusal.business())));
			stages.values().forEach(FaultScene::awaitHealed);
			stages.forEach(Refusal::inject);
			stages.forEach((refusal, faultScene) -> {
				faultScene.awaitTold(refusal.told(), Duration.ofSeconds(4));
				faultScene.awaitLastError(refusal.code());
				assertThat(faultScene.health().path("state").stringValue()).as(refusal.name())
					.isEqualTo(refusal.state());
				assertThat(faultScene.count(RelayMeter.UPSTREAM_FAILURES, "code", refusal.code())).isEqualTo(1);
			});
			int connects = this.vendor.observations().connects().size();
			stages.values().iterator().next().watchers().getFirst().listen(A_WHILE);
			assertThat(this.vendor.observations().connects()).hasSize(connects);
			assertThat(relay.health()).isEqualTo(503);

			this.vendor.faults().acceptAll();
			for (Refusal refusal : Refusal.values()) {
				this.vendor.faults().on(refusal.business()).acceptAll();
			}
			relay.changeKey();
			stages.values().forEach(FaultScene::awaitHealed);
			assertThat(relay.health()).isEqualTo(200);
			assertThat(relay.verdict()).isEqualTo("UP");
			assertThat(this.vendor.observations().openSessions()).isEqualTo(stages.size());
			FrameLaw.check(this.vendor.observations(), 60);
			stages.values().forEach(FaultScene::close);
		}
	}

	@Test
	void isWhatARelaySaysToItselfThatCameBackTooOften() {
		try (vendor;
				Relay relay = Relay.start(this.vendor, "upstream.businesses=crypto", "upstream.reconnects-per-hour=4",
						"upstream.idle-timeout=1s", "demand.linger=100ms")) {
			for (int i = 0; i < 4; i++) {
				try (SseClient guest = SseClient.connect(relay.port(), "streams=crypto:FLOW@trade")) {
					guest.nextLive();
				}
				FaultScene.await().until(() -> this.vendor.observations().openSessions() == 0);
			}
			try (FaultScene faultScene = new FaultScene(relay, "crypto")) {
				faultScene.awaitHealed();
				faultScene.faults().dropAll();
				faultScene.awaitTold("stale", Duration.ofSeconds(2));
				faultScene.awaitLastError("too_many_reconnects");
				try (SseClient newcomer = SseClient.connect(relay.port(), "streams=crypto:FLOW@trade")) {
					assertThat(newcomer.next(Message::isTick).isSnapshot()).isTrue();
				}
				try (SseClient newcomer = SseClient.connect(relay.port(), "streams=crypto:FLOW@trade")) {
					Message status = newcomer.next("status");
					assertThat(status.text("state")).isEqualTo("stale");
					assertThat(status.text("cause")).isEqualTo("upstream_down");
				}
				faultScene.watchers().getFirst().listen(A_WHILE);
				assertThat(faultScene.connects()).isEqualTo(5);
				assertThat(faultScene.health().path("state").stringValue()).isEqualTo("BACKOFF");
				// Health is down at once, and not after a minute as in any outage,
				// because this one will take longer.
				assertThat(relay.health()).isEqualTo(503);
				assertThat(relay.verdict()).isEqualTo("DOWN");
				faultScene.watchers().forEach((watcher) -> assertThat(watcher.client().isOpen()).isTrue());
				relay.changeKey();
				faultScene.awaitHealed();
			}
		}
	}

}
