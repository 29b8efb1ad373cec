package io.tickrelay.chaos;

import java.time.Duration;
import java.util.List;

import io.tickrelay.demand.Demand;
import io.tickrelay.ops.RelayMeter;
import io.tickrelay.simulator.Simulator;
import io.tickrelay.simulator.market.SimulatorSettings;
import io.tickrelay.testing.NettyLeaks;
import io.tickrelay.upstream.Upstream;
import io.tickrelay.demand.SessionPhase;
import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A relay with the vendor's three businesses and the default frame limit that must end
 * with the resources it began with. They are counted when the relay has seen everything
 * once, and again at the end.
 */
final class SoakRelay implements AutoCloseable {

	static final List<String> BUSINESSES = List.of("stock", "crypto", "common");

	private static final int FRAMES = 50;

	private final Simulator vendor = Simulator.start(SimulatorSettings.defaults().withTicksPerSecond(3));

	private final Relay relay = Relay.start(this.vendor, "upstream.reconnects-per-hour=1000", "demand.linger=2s",
			"upstream.ping-interval=1s");

	Relay relay() {
		return this.relay;
	}

	/** Waits until no topic is wanted and every session has ended. */
	LeakAccount rest(Duration patience) {
		Demand demand = this.relay.part(Demand.class);
		Awaitility.await().atMost(patience).untilAsserted(() -> {
			assertThat(demand.heldTopics()).isZero();
			assertThat(demand.lingeringTopics()).isZero();
			assertThat(this.relay.count(RelayMeter.DOWNSTREAM_CONNECTIONS)).isZero();
			assertThat(this.relay.count(RelayMeter.DOWNSTREAM_QUEUED)).isZero();
			assertThat(this.relay.count(RelayMeter.HUB_STREAMS)).isZero();
			assertThat(this.relay.count(RelayMeter.HUB_REPLAY_EVENTS)).isZero();
			assertThat(this.relay.count(RelayMeter.HUB_REPLAY_BYTES)).isZero();
			assertThat(this.relay.count(RelayMeter.DOWNSTREAM_QUEUED_BYTES)).isZero();
			// The cut saves the idle time. No topic is wanted, so no session comes back.
			this.vendor.faults().dropAll();
			assertThat(this.vendor.observations().openSessions()).isZero();
			assertThat(this.relay.part(Upstream.class).status())
				.allMatch((status) -> status.state() == SessionPhase.IDLE && status.desired() == 0);
		});
		return LeakAccount.take();
	}

	/** Whether the resources are as before, once the last timers have run out. */
	void restAsBefore(LeakAccount before, Duration patience) {
		rest(patience);
		Awaitility.await()
			.atMost(Duration.ofSeconds(20))
			.pollInterval(Duration.ofSeconds(1))
			.untilAsserted(() -> assertThat(before.growthTo(LeakAccount.take())).isEmpty());
		assertThat(NettyLeaks.seen()).isEmpty();
		assertThat(this.relay.count(RelayMeter.UPSTREAM_BUGS)).isZero();
		assertThat(this.relay.count(RelayMeter.HUB_FAILURES)).isZero();
		assertThat(this.relay.count(RelayMeter.HUB_REFUSED)).isZero();
		FrameLaw.check(this.vendor.observations(), FRAMES);
	}

	@Override
	public void close() {
		this.relay.close();
		this.vendor.close();
	}

}
