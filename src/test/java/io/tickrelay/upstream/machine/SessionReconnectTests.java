package io.tickrelay.upstream.machine;

import java.time.Duration;
import java.util.random.RandomGenerator;

import io.tickrelay.hub.FeedState;
import io.tickrelay.upstream.key.ApiKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When a machine connects again after its session has ended.
 */
class SessionReconnectTests extends SessionMachineFixture {

	private static final long MINUTE = 60 * SECOND;

	@ParameterizedTest
	@ValueSource(ints = { 401, 404, 519 })
	void triesARefusedKeyOrUrlAgainAfterFifteenMinutes(int status) {
		this.driver.want(A);
		this.driver.on(new SessionEvent.Refused(1, status));
		assertThat(this.driver.state()).isInstanceOf(SessionState.Rejected.class);
		assertThat(announced()).containsExactly(FeedState.REJECTED);

		this.driver.want();
		this.driver.want(B);
		this.driver.pass(Duration.ofMinutes(15).minusNanos(1));
		assertThat(this.driver.opens()).isEqualTo(1);
		this.driver.pass(Duration.ofNanos(1));
		assertThat(this.driver.opens()).isEqualTo(2);
	}

	@Test
	void leavesARefusedKeyAloneWithoutDemand() {
		this.driver.want(A);
		this.driver.on(new SessionEvent.Refused(1, 401));
		this.driver.want();
		this.driver.pass(Duration.ofDays(1));
		assertThat(this.driver.opens()).isEqualTo(1);

		this.driver.want(A);
		assertThat(this.driver.opens()).isEqualTo(2);
	}

	@ParameterizedTest
	@ValueSource(ints = { 508, 509, 510, 511, 514 })
	void givesUpASessionWhoseKeyIsRefusedInAFrame(int code) {
		live(A);
		this.driver.on(new SessionEvent.Complained(code, null));
		this.driver.closed(Failure.CONNECTION_LOST);

		assertThat(this.driver.state()).isInstanceOf(SessionState.Rejected.class);
		this.driver.pass(Duration.ofMinutes(14));
		assertThat(this.driver.opens()).isEqualTo(1);
	}

	@ParameterizedTest
	@ValueSource(ints = { 427, 429, 512 })
	void restsAMinuteWhereThePlanIsUsedUp(int code) {
		this.driver.want(A);
		this.driver.on(new SessionEvent.Refused(1, code));
		this.driver.pass(Duration.ofSeconds(60).minusNanos(1));
		assertThat(this.driver.opens()).isEqualTo(1);
		this.driver.pass(Duration.ofNanos(1));
		assertThat(this.driver.opens()).isEqualTo(2);

		this.driver.greet();
		this.driver.on(new SessionEvent.Complained(code, null));
		this.driver.closed(Failure.CONNECTION_LOST);
		this.driver.pass(Duration.ofSeconds(60).minusNanos(1));
		assertThat(this.driver.opens()).isEqualTo(2);
	}

	@Test
	void restsAFullMinuteWhereItSentTooMuch() {
		live(A);
		this.driver.passAlive(Duration.ofMinutes(5));
		this.driver.on(new SessionEvent.Complained(501, null));
		this.driver.pass(Duration.ofSeconds(1));
		this.driver.closed(Failure.CONNECTION_LOST);
		this.driver.pass(Duration.ofMinutes(1).minusNanos(1));
		assertThat(this.driver.opens()).isEqualTo(1);
		this.driver.pass(Duration.ofNanos(1));
		assertThat(this.driver.opens()).isEqualTo(2);
	}

	@Test
	void comesBackAtOnceWhereTheHeartbeatWasMissed() {
		live(A);
		this.driver.passAlive(Duration.ofMinutes(5));
		this.driver.on(new SessionEvent.Complained(513, null));
		this.driver.closed(Failure.CONNECTION_LOST);
		this.driver.pass(Duration.ofSeconds(1));

		assertThat(this.driver.opens()).isEqualTo(2);
		assertThat(this.driver.of(SessionAction.Report.class)).hasSize(1);
	}

	@Test
	void waitsLongerAfterEachFailureButNotLongerThanAMinute() {
		MachineDriver slowest = new MachineDriver(new LargestRandom());
		slowest.want(A);
		for (long seconds : new long[] { 1, 2, 4, 8, 16, 32, 60, 60, 60 }) {
			int opens = slowest.opens();
			slowest.closed(Failure.CONNECT_FAILED);
			slowest.pass(Duration.ofSeconds(seconds).minusMillis(1));
			assertThat(slowest.opens()).isEqualTo(opens);
			slowest.pass(Duration.ofMillis(2));
			assertThat(slowest.opens()).isEqualTo(opens + 1);
		}
	}

	@Test
	void forgetsFailuresAfterAHealthyMinuteAlone() {
		MachineDriver slowest = new MachineDriver(new LargestRandom());
		slowest.want(A);
		slowest.closed(Failure.CONNECT_FAILED);
		slowest.pass(Duration.ofSeconds(1));
		slowest.greet();
		slowest.passAlive(Duration.ofSeconds(55));
		slowest.closed(Failure.CONNECTION_LOST);
		slowest.pass(Duration.ofMillis(1990));
		assertThat(slowest.opens()).isEqualTo(2);
		slowest.pass(Duration.ofMillis(20));
		assertThat(slowest.opens()).isEqualTo(3);

		slowest.greet();
		slowest.passAlive(Duration.ofSeconds(60));
		slowest.closed(Failure.CONNECTION_LOST);
		slowest.pass(Duration.ofMillis(1010));
		assertThat(slowest.opens()).isEqualTo(4);
	}

	@Test
	void ignoresLateWordsOfAnOldConnection() {
		live(A);
		this.driver.closed(Failure.CONNECTION_LOST);
		this.driver.pass(Duration.ofSeconds(2));
		assertThat(this.driver.connection()).isEqualTo(2);

		this.driver.on(new SessionEvent.Closed(1, Failure.PROTOCOL_ERROR));
		this.driver.on(new SessionEvent.Refused(1, 401));
		this.driver.on(new SessionEvent.Opened(1));
		assertThat(this.driver.state()).isInstanceOf(SessionState.Connecting.class);
		this.driver.greet();
		assertThat(this.driver.state()).isInstanceOf(SessionState.Live.class);
	}

	@Test
	void staysAwayWhereDemandVanishesWhileItWaits() {
		live(A);
		this.driver.closed(Failure.CONNECTION_LOST);
		this.driver.want();
		this.driver.pass(Duration.ofHours(1));

		assertThat(this.driver.opens()).isEqualTo(1);
		assertThat(this.driver.state()).isInstanceOf(SessionState.Idle.class);
		assertThat(announced()).containsExactly(FeedState.UP, FeedState.DOWN, FeedState.OPENING);
	}

	@Test
	void letsDemandThatFlapsNotSetThePaceOfAttempts() {
		MachineDriver slowest = new MachineDriver(new LargestRandom());
		slowest.want(A);
		for (int i = 0; i < 8; i++) {
			slowest.closed(Failure.CONNECT_FAILED);
			slowest.pass(Duration.ofSeconds(61));
		}
		slowest.closed(Failure.CONNECT_FAILED);
		int opens = slowest.opens();
		for (int i = 0; i < 590; i++) {
			slowest.want();
			slowest.want(A);
			slowest.pass(Duration.ofMillis(100));
		}

		assertThat(slowest.opens()).isEqualTo(opens);
	}

	@ParameterizedTest
	@ValueSource(ints = { 500, 524, 499 })
	void comesBackAfterAFaultOfTheServer(int code) {
		live(A);
		this.driver.on(new SessionEvent.Complained(code, null));
		this.driver.closed(Failure.CONNECTION_LOST);
		this.driver.pass(Duration.ofSeconds(1));

		assertThat(this.driver.opens()).isEqualTo(2);
	}

	@Test
	void letsNoLastWordOfTheOldKeyCondemnTheNewOne() {
		this.driver.want(A);
		this.driver.greet();
		this.driver.on(new SessionEvent.KeyChanged(ApiKey.of("another")));
		this.driver.on(new SessionEvent.Complained(509, null));
		this.driver.closed(Failure.CONNECTION_LOST);
		assertThat(this.driver.opens()).isEqualTo(2);

		this.driver.on(new SessionEvent.KeyChanged(ApiKey.of("another")));
		assertThat(this.driver.state()).isInstanceOf(SessionState.Closing.class);
		this.driver.on(new SessionEvent.Refused(this.driver.connection(), 401));
		assertThat(this.driver.opens()).isEqualTo(3);
	}

	@ParameterizedTest
	@ValueSource(strings = { "dns_failed", "connect_refused", "tls_failed" })
	void countsNoAttemptThatTheVendorNeverSaw(String code) {
		Failure failure = Failure.NAMED.stream().filter((named) -> named.code().equals(code)).findFirst().orElseThrow();
		this.driver.want(A);
		for (int i = 0; i < 30; i++) {
			this.driver.closed(failure);
			while (!this.driver.isOpen()) {
				this.driver.pass(Duration.ofSeconds(1));
			}
		}

		assertThat(this.driver.machine.view(this.driver.nowNs()).reconnectsLastHour()).isEqualTo(1);
	}

	@Test
	void changesToAnotherKeyWithoutWaiting() {
		this.driver.want(A);
		this.driver.on(new SessionEvent.Refused(this.driver.connection(), 401));
		assertThat(this.driver.state()).isInstanceOf(SessionState.Rejected.class);
		this.driver.on(new SessionEvent.KeyChanged(ApiKey.of("another")));
		assertThat(this.driver.opens()).isEqualTo(2);

		this.driver.greet();
		this.driver.on(new SessionEvent.KeyChanged(ApiKey.of("another")));
		assertThat(this.driver.state()).isInstanceOf(SessionState.Closing.class);
		this.driver.closed(Failure.CONNECTION_LOST);
		assertThat(this.driver.opens()).isEqualTo(3);
	}

	@Test
	void countsReconnectsOfTheLastHour() {
		this.driver.want(A);
		for (int i = 0; i < 5; i++) {
			this.driver.closed(Failure.CONNECT_FAILED);
			this.driver.pass(Duration.ofSeconds(20));
		}

		assertThat(this.driver.machine.view(this.driver.nowNs()).reconnectsLastHour())
			.isEqualTo(this.driver.opens() - 1);
		this.driver.pass(Duration.ofSeconds(1));
		assertThat(this.driver.machine.view(this.driver.nowNs() + 61 * MINUTE).reconnectsLastHour()).isZero();
	}

	/** Draws the largest number that it may. */
	private static final class LargestRandom implements RandomGenerator {

		@Override
		public long nextLong() {
			return Long.MAX_VALUE;
		}

		@Override
		public long nextLong(long origin, long bound) {
			return bound - 1;
		}

	}

}
