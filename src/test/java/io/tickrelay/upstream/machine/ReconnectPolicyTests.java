package io.tickrelay.upstream.machine;

import java.time.Duration;
import java.util.Random;

import io.tickrelay.hub.FeedState;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Topic;
import io.tickrelay.upstream.key.ApiKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * However often the upstream sends a session away, the key is not put at risk.
 */
class ReconnectPolicyTests {

	private static final long HOUR = Duration.ofHours(1).toNanos();

	private static final Topic A = new Topic(Business.CRYPTO, "A", Channel.TRADE);

	private final MachineDriver driver = new MachineDriver(new Random(7), 20);

	@Test
	void opensNoMoreSocketsInAnHourThanItMay() {
		this.driver.want(A);
		while (this.driver.elapsedNs() < 6 * HOUR) {
			if (this.driver.isOpen()) {
				this.driver.greet();
				this.driver.closed(Failure.CONNECTION_LOST);
			}
			this.driver.pass(Duration.ofSeconds(5));
		}

		long[] opens = this.driver.of(SessionAction.Open.class).stream().mapToLong(MachineDriver.Done::atNs).toArray();
		assertThat(opens.length).isGreaterThan(80);
		for (int i = 21; i < opens.length; i++) {
			assertThat(opens[i] - opens[i - 20]).as("the attempt " + i).isGreaterThanOrEqualTo(HOUR);
		}
	}

	@Test
	void isBackSoonAfterAnOutageHoweverLongItLasted() {
		this.driver.want(A);
		for (int minutes : new int[] { 8, 21, 45, 90, 200 }) {
			long endNs = this.driver.elapsedNs() + Duration.ofMinutes(minutes).toNanos();
			while (this.driver.elapsedNs() < endNs) {
				if (this.driver.isOpen()) {
					this.driver.on(new SessionEvent.Refused(this.driver.connection(), 502));
				}
				this.driver.pass(Duration.ofSeconds(1));
			}
			passUntilOpened(Duration.ofMinutes(7));
			assertThat(this.driver.isOpen()).as("after %d minutes", minutes).isTrue();
			this.driver.greet();
			this.driver.passAlive(Duration.ofMinutes(61));
			this.driver.closed(Failure.CONNECTION_LOST);
			passUntilOpened(Duration.ofSeconds(2));
			assertThat(this.driver.isOpen()).as("a healthy session's end").isTrue();
			this.driver.greet();
			this.driver.passAlive(Duration.ofMinutes(61));
			this.driver.closed(Failure.CONNECTION_LOST);
		}
	}

	@Test
	void saysThatItWaitsAndUntilWhen() {
		exhaust();

		assertThat(this.driver.state()).isInstanceOf(SessionState.Suspended.class);
		SessionView view = this.driver.machine.view(this.driver.nowNs());
		assertThat(view.reconnectsLastHour()).isEqualTo(20);
		assertThat(view.lastFailure()).isEqualTo(Failure.TOO_MANY_RECONNECTS.after(Failure.CONNECTION_LOST));
		assertThat(this.driver.of(SessionAction.Announce.class).getLast().action())
			.isEqualTo(new SessionAction.Announce(FeedState.DOWN));
	}

	@Test
	void comesBackWhenTheHourHasRoomAgain() {
		exhaust();
		int opens = this.driver.opens();
		this.driver.pass(Duration.ofMinutes(30));
		assertThat(this.driver.opens()).isEqualTo(opens);
		passUntilOpened(Duration.ofMinutes(31));

		assertThat(this.driver.opens()).isEqualTo(opens + 1);
		this.driver.greet();
		assertThat(this.driver.state()).isInstanceOf(SessionState.Live.class);
	}

	@Test
	void letsAnotherKeyBeginAtOnce() {
		exhaust();
		int opens = this.driver.opens();
		this.driver.on(new SessionEvent.KeyChanged(ApiKey.of("another")));

		assertThat(this.driver.opens()).isEqualTo(opens + 1);
		assertThat(this.driver.machine.view(this.driver.nowNs()).reconnectsLastHour()).isZero();
	}

	@Test
	void isNotToBeHurriedByClientsThatComeAndGo() {
		exhaust();
		int opens = this.driver.opens();
		for (int i = 0; i < 50; i++) {
			this.driver.want();
			this.driver.pass(Duration.ofSeconds(10));
			this.driver.want(A);
			this.driver.pass(Duration.ofSeconds(10));
		}

		assertThat(this.driver.opens()).isEqualTo(opens);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void asksForAConnectionOfThePlanOnceAMinute(boolean welcomed) {
		this.driver.want(A);
		long downSinceNs = this.driver.machine.view(this.driver.nowNs()).downSinceNs();
		for (int minute = 1; minute <= 150; minute++) {
			takeItsPlace(welcomed);
			SessionView view = this.driver.machine.view(this.driver.nowNs());
			assertThat(view.state()).isInstanceOf(SessionState.BackingOff.class);
			assertThat(view.downSinceNs()).as("a welcome ends no outage").isEqualTo(downSinceNs);
			assertThat(view.lastFailure()).extracting(Failure::code).isEqualTo(welcomed ? "512" : "427");
			this.driver.pass(Duration.ofMinutes(1).minusNanos(1));
			assertThat(this.driver.opens()).isEqualTo(minute);
			this.driver.pass(Duration.ofNanos(1));
			assertThat(this.driver.opens()).isEqualTo(minute + 1);
		}

		assertThat(this.driver.machine.view(this.driver.nowNs()).reconnectsLastHour()).isEqualTo(60);
		this.driver.greet();
		this.driver.ackAll();
		this.driver.passAlive(Duration.ofSeconds(11));
		assertThat(this.driver.machine.view(this.driver.nowNs()).standing()).isTrue();
		this.driver.closed(Failure.CONNECTION_LOST);
		assertThat(this.driver.state()).as("the hour's limit is untouched").isInstanceOf(SessionState.BackingOff.class);
	}

	@Test
	void spendsTheHoursLimitOnNoneButItsOwnReconnects() {
		this.driver.want(A);
		for (int i = 0; i < 10; i++) {
			this.driver.closed(Failure.CONNECTION_LOST);
			passUntilOpened(Duration.ofSeconds(61));
		}
		this.driver.greet();
		this.driver.on(new SessionEvent.Complained(512, null));
		this.driver.on(new SessionEvent.Complained(512, null));
		this.driver.closed(Failure.CONNECTION_LOST);
		this.driver.pass(Duration.ofMinutes(2));
		int opens = this.driver.opens();
		loseSessionsUntilTheHourIsSpent();

		assertThat(this.driver.opens() - opens).as("one of ten was no matter of the limit").isEqualTo(10);
	}

	@Test
	void standsOnceASessionHasLasted() {
		this.driver.want(A);
		this.driver.greet();
		this.driver.pass(Duration.ofSeconds(20));
		assertThat(this.driver.machine.view(this.driver.nowNs()).standing()).as("nothing was acknowledged").isFalse();
		this.driver.ackAll();
		assertThat(this.driver.machine.view(this.driver.nowNs()).standing()).isTrue();

		this.driver.closed(Failure.CONNECTION_LOST);
		long lostNs = this.driver.nowNs();
		passUntilOpened(Duration.ofSeconds(61));
		this.driver.greet();
		this.driver.ackAll();
		this.driver.pass(Duration.ofSeconds(9));
		assertThat(this.driver.machine.view(this.driver.nowNs()).standing()).isFalse();
		assertThat(this.driver.machine.view(this.driver.nowNs()).downSinceNs()).isEqualTo(lostNs);
		this.driver.pass(Duration.ofSeconds(1));
		assertThat(this.driver.machine.view(this.driver.nowNs()).standing()).isTrue();
	}

	@Test
	void standsAfterAMinuteWhereTheUpstreamAcknowledgesNothing() {
		this.driver.want(A);
		this.driver.greet();
		this.driver.passAlive(Duration.ofSeconds(55));
		assertThat(this.driver.machine.view(this.driver.nowNs()).standing()).isFalse();
		this.driver.passAlive(Duration.ofSeconds(5));
		assertThat(this.driver.machine.view(this.driver.nowNs()).standing()).isTrue();
	}

	private void takeItsPlace(boolean welcomed) {
		if (welcomed) {
			this.driver.greet();
			this.driver.ackAll();
			this.driver.on(new SessionEvent.Complained(512, null));
			this.driver.closed(Failure.CONNECTION_LOST);
		}
		else {
			this.driver.on(new SessionEvent.Refused(this.driver.connection(), 427));
		}
	}

	@Test
	void growsTheBackoffUntilASessionHasLivedAMinute() {
		this.driver.want(A);
		for (int i = 0; i < 8; i++) {
			this.driver.greet();
			this.driver.passAlive(Duration.ofSeconds(30));
			this.driver.closed(Failure.CONNECTION_LOST);
			passUntilOpened(Duration.ofSeconds(61));
		}
		assertThat(longestPause()).as("half a minute is not health").isGreaterThan(Duration.ofSeconds(10).toNanos());

		this.driver.greet();
		this.driver.passAlive(Duration.ofSeconds(61));
		this.driver.closed(Failure.CONNECTION_LOST);
		assertThat(this.driver.machine.nextDelayNs(this.driver.nowNs()))
			.isLessThanOrEqualTo(Duration.ofSeconds(1).toNanos());
	}

	private void passUntilOpened(Duration atMost) {
		long end = this.driver.elapsedNs() + atMost.toNanos();
		while (!this.driver.isOpen() && this.driver.elapsedNs() < end) {
			this.driver.pass(Duration.ofSeconds(1));
		}
	}

	private long longestPause() {
		return this.driver.of(SessionAction.Entered.class)
			.stream()
			.map((done) -> ((SessionAction.Entered) done.action()).state())
			.filter(SessionState.BackingOff.class::isInstance)
			.mapToLong((state) -> ((SessionState.BackingOff) state).untilNs() - state.sinceNs())
			.max()
			.orElse(0);
	}

	private void exhaust() {
		this.driver.want(A);
		loseSessionsUntilTheHourIsSpent();
	}

	/** Each has lived too long to be taken for one of an outage. */
	private void loseSessionsUntilTheHourIsSpent() {
		while (!(this.driver.state() instanceof SessionState.Suspended)) {
			if (this.driver.isOpen()) {
				this.driver.greet();
				this.driver.passAlive(Duration.ofSeconds(61));
				this.driver.closed(Failure.CONNECTION_LOST);
			}
			this.driver.pass(Duration.ofSeconds(1));
		}
	}

}
