package io.tickrelay.upstream.machine;

import java.time.Duration;
import java.util.List;

import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Interval;
import io.tickrelay.upstream.key.ApiKey;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Heartbeats, pings and silence: how a machine knows that its session lives.
 */
class SessionLivenessTests extends SessionMachineFixture {

	@Test
	void beatsEveryThirtySecondsAndWaitsForNoAnswer() {
		live(A);
		this.driver.passAlive(Duration.ofMinutes(10));

		assertThat(this.driver.heartbeats()).hasSize(20);
		for (int i = 0; i < 20; i++) {
			assertThat(this.driver.heartbeats().get(i)).isEqualTo((i + 1L) * 30 * SECOND);
		}
		assertThat(this.driver.opens()).isEqualTo(1);
		assertThat(this.driver.of(SessionAction.Report.class)).isEmpty();
	}

	@Test
	void beatsEvenWhereChurnUsesTheBudgetUp() {
		live(A);
		for (int i = 0; i < 600; i++) {
			this.driver.want((i % 2 == 0) ? B : A, topic("S" + i, Channel.DEPTH),
					topic("S" + i, Channel.kline(Interval.ONE_DAY)));
			this.driver.ackAll();
			this.driver.passAlive(Duration.ofSeconds(1));
		}

		List<Long> beats = this.driver.heartbeats();
		for (int i = 1; i < beats.size(); i++) {
			assertThat(beats.get(i) - beats.get(i - 1)).isLessThanOrEqualTo(31 * SECOND);
		}
		assertThat(beats).hasSizeGreaterThanOrEqualTo(19);
	}

	@Test
	void pingsAndReplacesASilentSocketWithinFortyFiveSeconds() {
		live(A);
		long silentSince = this.driver.elapsedNs();
		this.driver.pass(Duration.ofSeconds(31));

		assertThat(this.driver.of(SessionAction.Ping.class)).isNotEmpty();
		assertThat(lastFailure()).isEqualTo(Failure.NO_PONG);
		this.driver.closed(Failure.CONNECTION_LOST);
		this.driver.pass(Duration.ofSeconds(10));
		assertThat(this.driver.of(SessionAction.Open.class).getLast().atNs() - silentSince)
			.isLessThanOrEqualTo(45 * SECOND);
	}

	@Test
	void blamesNoSocketForAPauseOfItsOwnProcess() {
		live(A);
		this.driver.standStill(Duration.ofMinutes(2));
		this.driver.on(new SessionEvent.TimePassed());
		assertThat(this.driver.of(SessionAction.Close.class)).isEmpty();

		this.driver.pass(Duration.ofSeconds(1));
		this.driver.on(new SessionEvent.Pong());
		this.driver.passAlive(Duration.ofMinutes(1));
		assertThat(this.driver.opens()).isEqualTo(1);

		this.driver.standStill(Duration.ofMinutes(2));
		this.driver.on(new SessionEvent.TimePassed());
		this.driver.pass(Duration.ofSeconds(16));
		assertThat(lastFailure()).isEqualTo(Failure.NO_PONG);
	}

	@Test
	void asksAtOnceAfterAStandstillAndGivesTheAnswerItsTime() {
		live(A);
		this.driver.pass(Duration.ofSeconds(20));
		int pings = this.driver.of(SessionAction.Ping.class).size();
		int beats = this.driver.heartbeats().size();
		standStill(Duration.ofSeconds(65));

		assertThat(this.driver.of(SessionAction.Close.class)).as("a ping was unanswered before").isEmpty();
		assertThat(this.driver.of(SessionAction.Ping.class)).hasSize(pings + 1);
		assertThat(this.driver.heartbeats()).hasSize(beats + 1);
		this.driver.pass(Duration.ofSeconds(14));
		assertThat(this.driver.of(SessionAction.Close.class)).isEmpty();
		this.driver.pass(Duration.ofSeconds(17));
		assertThat(lastFailure()).isEqualTo(Failure.NO_PONG);
	}

	@Test
	void blamesNoAckNoWelcomeAndNoHandshakeForAStandstill() {
		this.driver.want(A);
		standStill(Duration.ofMinutes(1));
		this.driver.on(new SessionEvent.Opened(1));
		standStill(Duration.ofMinutes(1));
		this.driver.on(new SessionEvent.Greeted());
		assertThat(this.driver.opens()).isEqualTo(1);
		int frames = this.driver.frames().size();
		standStill(Duration.ofMinutes(1));

		assertThat(this.driver.frames()).as("asked once").hasSize(frames);
		this.driver.pass(Duration.ofSeconds(11));
		assertThat(this.driver.frames()).as("no ack for ten seconds").hasSize(frames + 1);
	}

	/** As the shell notices it: a clock that is late gives as much time again. */
	private void standStill(Duration duration) {
		this.driver.standStill(duration);
		this.driver.on(new SessionEvent.StoodStill(2 * duration.toNanos()));
	}

	@Test
	void takesAnyFrameForASignOfLife() {
		live(A);
		for (int i = 0; i < 100; i++) {
			this.driver.pass(Duration.ofSeconds(20));
			switch (i % 5) {
				case 0 -> this.driver.on(new SessionEvent.Heard());
				case 1 -> this.driver.machine.onTick(A, this.driver.nowNs());
				case 2 -> this.driver.on(new SessionEvent.Acked("none of ours"));
				case 3 -> this.driver.on(new SessionEvent.Complained(515, null));
				default -> this.driver.on(new SessionEvent.Pong());
			}
		}

		assertThat(this.driver.opens()).isEqualTo(1);
	}

	@Test
	void hearsNoDataOfASessionThatItGaveUp() {
		this.driver.want(A);
		this.driver.greet();
		assertThat(this.driver.machine.onTick(A, this.driver.nowNs())).isTrue();
		this.driver.on(new SessionEvent.KeyChanged(ApiKey.of("another")));

		assertThat(this.driver.machine.onTick(A, this.driver.nowNs())).isFalse();
	}

}
