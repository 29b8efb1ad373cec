package io.tickrelay.upstream.machine;

import java.time.Duration;
import java.util.List;

import io.tickrelay.hub.FeedState;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Interval;
import io.tickrelay.upstream.wire.ClientFrame;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SessionMachineTests extends SessionMachineFixture {

	@Test
	void opensNothingWithoutDemand() {
		this.driver.pass(Duration.ofDays(2));

		assertThat(this.driver.done).isEmpty();
		assertThat(this.driver.machine.nextDelayNs(this.driver.nowNs())).isEqualTo(Long.MAX_VALUE);
	}

	@Test
	void opensAtOnceWithDemand() {
		this.driver.want(A);

		assertThat(this.driver.opens()).isEqualTo(1);
		this.driver.want(A, B);
		assertThat(this.driver.opens()).isEqualTo(1);
	}

	@Test
	void waitsForTheWelcome() {
		this.driver.want(A);
		this.driver.on(new SessionEvent.Opened(1));
		this.driver.on(new SessionEvent.Heard());
		assertThat(this.driver.frames()).isEmpty();

		this.driver.on(new SessionEvent.Greeted());
		assertThat(this.driver.frames()).singleElement()
			.satisfies((frame) -> assertThat(VendorModel.subscribes(frame)).containsExactly(A));
		assertThat(announced()).containsExactly(FeedState.UP);
	}

	@Test
	void givesUpASocketThatIsNotWelcomed() {
		this.driver.want(A);
		this.driver.on(new SessionEvent.Opened(1));
		this.driver.pass(Duration.ofSeconds(9));
		assertThat(this.driver.of(SessionAction.Close.class)).isEmpty();

		this.driver.pass(Duration.ofSeconds(1));
		assertThat(this.driver.of(SessionAction.Close.class)).hasSize(1);
		assertThat(lastFailure()).isEqualTo(Failure.NO_WELCOME);
	}

	@Test
	void givesUpAHandshakeThatIsNotAnswered() {
		this.driver.want(A);
		this.driver.pass(Duration.ofSeconds(10));

		assertThat(this.driver.of(SessionAction.Close.class)).hasSize(1);
		assertThat(lastFailure()).isEqualTo(Failure.CONNECT_TIMEOUT);
		this.driver.on(new SessionEvent.Opened(1));
		this.driver.on(new SessionEvent.Greeted());
		assertThat(this.driver.state()).isInstanceOf(SessionState.Closing.class);
	}

	@Test
	void opensNoSocketBeforeTheOldOneHasClosed() {
		live(A);
		this.driver.on(new SessionEvent.Complained(513, null));
		this.driver.pass(Duration.ofHours(1));
		assertThat(this.driver.opens()).isEqualTo(1);

		this.driver.closed(Failure.CONNECTION_LOST);
		this.driver.pass(Duration.ofSeconds(1));
		assertThat(this.driver.opens()).isEqualTo(2);
	}

	@Test
	void cancelsEverythingWithoutDemandAndClosesAfterFiveMinutes() {
		live(A, B, C, topic("A", Channel.kline(Interval.ONE_DAY)));
		this.driver.ackAll();
		int asked = this.driver.frames().size();
		this.driver.pass(Duration.ofSeconds(1));
		this.driver.want();
		this.driver.pass(Duration.ofSeconds(1));

		List<ClientFrame> cancels = this.driver.frames().subList(asked, this.driver.frames().size());
		assertThat(cancels).hasSize(3);
		assertThat(cancels.stream().flatMap((frame) -> VendorModel.unsubscribes(frame).stream()))
			.containsExactlyInAnyOrder(A, B, C, topic("A", Channel.kline(Interval.ONE_DAY)));
		this.driver.ackAll();
		this.driver.passAlive(Duration.ofSeconds(295));
		assertThat(this.driver.of(SessionAction.Close.class)).isEmpty();
		this.driver.passAlive(Duration.ofSeconds(20));
		assertThat(this.driver.of(SessionAction.Close.class)).isNotEmpty();
		this.driver.closed(Failure.CONNECTION_LOST);
		assertThat(this.driver.state()).isInstanceOf(SessionState.Idle.class);
		this.driver.pass(Duration.ofDays(1));
		assertThat(this.driver.opens()).isEqualTo(1);
	}

	@Test
	void opensAgainWhereDemandReturnsDuringTheIdleClose() {
		live(A);
		this.driver.ackAll();
		this.driver.want();
		this.driver.pass(Duration.ofSeconds(1));
		this.driver.ackAll();
		this.driver.passAlive(Duration.ofSeconds(330));
		assertThat(this.driver.state()).isInstanceOf(SessionState.Closing.class);
		this.driver.want(A);
		this.driver.closed(Failure.CONNECTION_LOST);

		assertThat(this.driver.opens()).isEqualTo(2);
	}

	@Test
	void closesAgainWhatWasKeptFromClosing() {
		this.driver.want(A);
		this.driver.greet();
		this.driver.on(new SessionEvent.Complained(500, null));
		this.driver.pass(Duration.ofSeconds(25));

		assertThat(this.driver.of(SessionAction.Close.class)).hasSize(3);
	}

	@Test
	void closesAnIdleSessionOnTime() {
		this.driver.want(A);
		this.driver.greet();
		this.driver.ackAll();
		this.driver.passAlive(Duration.ofSeconds(7));
		this.driver.want();
		this.driver.ackAll();
		long idleSince = this.driver.elapsedNs();
		while (!(this.driver.state() instanceof SessionState.Closing)) {
			this.driver.passAlive(Duration.ofMillis(100));
		}

		assertThat(this.driver.elapsedNs() - idleSince).isBetween(Duration.ofMinutes(5).toNanos(),
				Duration.ofMinutes(5).plusSeconds(1).toNanos());
	}

}
