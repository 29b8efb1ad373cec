package io.tickrelay.upstream.machine;

import java.time.Duration;

import io.tickrelay.hub.TopicCondition;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When a silent session is replaced.
 */
class MuteSessionTests extends SilenceFixture {

	@Test
	void replacesASessionOnceWhenEveryBusyTopicIsMute() {
		live(A, B);
		this.driver.passTicking(Duration.ofSeconds(30), PAUSE, A, B);
		silence(Duration.ofSeconds(25));
		assertThat(this.driver.told()).contains(new SessionAction.Tell(A, new TopicCondition.Mute()),
				new SessionAction.Tell(B, new TopicCondition.Mute()));
		assertThat(this.driver.opens()).as("renewed before it is replaced").isEqualTo(1);
		silence(Duration.ofSeconds(25));
		assertThat(mutes()).isEqualTo(1);
		silence(Duration.ofDays(2));

		assertThat(mutes()).as("a market that sleeps is left asleep").isEqualTo(1);
		assertThat(this.driver.opens()).isEqualTo(2);
		assertThat(this.driver.frames().size()).as("and asked of seldom").isLessThan(48 * 10);
	}

	@Test
	void mayReplaceASessionAgainAfterDataHasCome() {
		live(A, B);
		this.driver.passTicking(Duration.ofSeconds(30), PAUSE, A, B);
		silence(Duration.ofMinutes(10));
		assertThat(mutes()).isEqualTo(1);
		this.driver.passTicking(Duration.ofMinutes(30), PAUSE, A, B);
		silence(Duration.ofMinutes(10));

		assertThat(mutes()).isEqualTo(2);
	}

	@Test
	void replacesASessionThatAcknowledgesNothingEither() {
		live(A, B);
		this.driver.passTicking(Duration.ofSeconds(30), PAUSE, A, B);
		this.acks = false;
		silence(Duration.ofMinutes(2));

		assertThat(mutes()).isEqualTo(1);
	}

	@Test
	void replacesASessionWhoseTopicsDifferInTheirRhythm() {
		live(A, B);
		for (int i = 0; i < 30; i++) {
			this.driver.passTicking(Duration.ofSeconds(7), PAUSE, A);
			this.driver.machine.onTick(B, this.driver.nowNs());
		}
		silence(Duration.ofMinutes(5));

		assertThat(mutes()).isEqualTo(1);
	}

	@Test
	void renewsLaterAndLaterThoughEachRenewalBringsOnePush() {
		live(A, B);
		this.driver.passTicking(Duration.ofSeconds(30), PAUSE, A, B);
		int asked = 0;
		for (int second = 0; second < 3600; second++) {
			this.driver.passTicking(Duration.ofSeconds(1), PAUSE, B);
			this.driver.ackAll();
			int now = count(new SessionAction.Tell(A, new TopicCondition.Asked(true)));
			if (now > asked) {
				this.driver.machine.onTick(A, this.driver.nowNs());
				asked = now;
			}
		}

		assertThat(asked).isBetween(3, 12);
	}

	@Test
	void isNotSwitchedOffByADeadSubscriptionThatWokeUp() {
		live(A, B);
		this.driver.passTicking(Duration.ofSeconds(30), PAUSE, A, B);
		this.driver.passTicking(Duration.ofMinutes(20), PAUSE, B);
		this.driver.ackAll();
		this.driver.passTicking(Duration.ofSeconds(30), PAUSE, A, B);
		int told = this.driver.told().size();
		this.driver.passTicking(Duration.ofSeconds(125), PAUSE, B);

		assertThat(this.driver.told().subList(told, this.driver.told().size()))
			.contains(new SessionAction.Tell(A, new TopicCondition.Mute()));
	}

}
