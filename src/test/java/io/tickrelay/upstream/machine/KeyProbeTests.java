package io.tickrelay.upstream.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

import io.tickrelay.hub.FeedState;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Topic;
import io.tickrelay.upstream.key.ApiKey;
import io.tickrelay.upstream.limits.Backoff;
import io.tickrelay.upstream.limits.FrameBudget;
import io.tickrelay.upstream.limits.FrameLimit;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Three sessions of one key.
 */
class KeyProbeTests {

	private static final long SECOND = 1_000_000_000L;

	private final FrameBudget budget = new FrameBudget(50, 3, MachineDriver.TIMES.heartbeatNs());

	private final KeyProbes trials = new KeyProbes();

	private final List<SessionMachine> machines = new ArrayList<>();

	private final List<SessionAction> done = new ArrayList<>();

	private long nowNs;

	KeyProbeTests() {
		for (Business business : List.of(Business.STOCK, Business.CRYPTO, Business.COMMON)) {
			this.machines.add(new SessionMachine(business, MachineDriver.TIMES, this.budget.share(),
					new ReconnectPolicy(new Backoff(new Random(1)), 20, this.trials), MarketHours.UNKNOWN,
					new FrameLimit(4096), 0));
		}
	}

	@Test
	void triesABadKeyOnceAndNotOnceABusiness() {
		wantAll();
		pass(5 * SECOND);
		assertThat(opens()).isEqualTo(1);
		on(0, new SessionEvent.Refused(1, 401));
		pass(600 * SECOND);

		assertThat(opens()).isEqualTo(1);
		assertThat(this.done).filteredOn(new SessionAction.Announce(FeedState.REJECTED)::equals).hasSize(3);
		assertThat(this.machines).allSatisfy((machine) -> {
			assertThat(machine.view(this.nowNs).state()).isInstanceOf(SessionState.Rejected.class);
			assertThat(machine.view(this.nowNs).lastFailure()).isNotNull().extracting(Failure::code).isEqualTo("401");
		});
		pass(301 * SECOND);
		assertThat(opens()).as("once more after a quarter of an hour").isEqualTo(2);
	}

	@Test
	void opensEverySessionOnceOneHasProvedTheKey() {
		wantAll();
		on(0, new SessionEvent.Opened(1));
		pass(SECOND);

		assertThat(opens()).isEqualTo(3);
	}

	@Test
	void takesANoForOneBusinessAloneOnceTheKeyIsProved() {
		wantAll();
		on(0, new SessionEvent.Opened(1));
		pass(SECOND);
		on(1, new SessionEvent.Refused(1, 401));
		on(2, new SessionEvent.Refused(1, 503));
		pass(2 * SECOND);

		assertThat(opens()).isEqualTo(4);
		assertThat(this.machines.get(1).view(this.nowNs).state()).isInstanceOf(SessionState.Rejected.class);
	}

	@Test
	void letsTheNextTryAfterAnAttemptWithoutAVerdict() {
		wantAll();
		on(0, new SessionEvent.Refused(1, 503));
		pass(SECOND / 5);

		assertThat(opens()).isEqualTo(2);
	}

	@Test
	void hearsNothingOfTheOldKeyInTheNewOne() {
		wantAll();
		ApiKey another = ApiKey.of("another");
		on(1, new SessionEvent.KeyChanged(another));
		assertThat(opens()).isEqualTo(2);
		on(0, new SessionEvent.Refused(1, 401));
		on(1, new SessionEvent.Opened(1));
		on(0, new SessionEvent.KeyChanged(another));
		on(2, new SessionEvent.KeyChanged(another));

		assertThat(opens()).isEqualTo(4);
	}

	private void wantAll() {
		for (int session = 0; session < 3; session++) {
			Business business = List.of(Business.STOCK, Business.CRYPTO, Business.COMMON).get(session);
			on(session, new SessionEvent.Wanted(Set.of(new Topic(business, "A", Channel.TRADE))));
		}
	}

	/** Lets time pass in which no handshake is answered. */
	private void pass(long durationNs) {
		for (long end = this.nowNs + durationNs; this.nowNs < end; this.nowNs += SECOND / 20) {
			for (int session = 0; session < 3; session++) {
				boolean connecting = this.machines.get(session)
					.view(this.nowNs)
					.state() instanceof SessionState.Connecting;
				if (!connecting && this.machines.get(session).nextDelayNs(this.nowNs) == 0) {
					on(session, new SessionEvent.TimePassed());
				}
			}
		}
	}

	private void on(int session, SessionEvent event) {
		this.done.addAll(this.machines.get(session).on(event, this.nowNs));
	}

	private long opens() {
		return this.done.stream().filter(SessionAction.Open.class::isInstance).count();
	}

}
