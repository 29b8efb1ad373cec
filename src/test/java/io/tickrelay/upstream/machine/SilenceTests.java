package io.tickrelay.upstream.machine;

import java.time.Duration;
import java.util.List;

import io.tickrelay.hub.TopicCondition;
import io.tickrelay.upstream.wire.ClientFrame;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A session whose socket is alive and whose data is not, or not all of it.
 */
class SilenceTests extends SilenceFixture {

	@Test
	void subscribesAMuteTopicAnewAlone() {
		live(A, B, C);
		this.driver.passTicking(Duration.ofSeconds(30), PAUSE, A, B, C);
		int before = this.driver.frames().size();
		this.driver.passTicking(Duration.ofSeconds(17), PAUSE, B, C);

		assertThat(this.driver.told()).containsExactly(new SessionAction.Tell(A, new TopicCondition.Mute()),
				new SessionAction.Tell(A, new TopicCondition.Asked(true)));
		List<ClientFrame> frames = this.driver.frames().subList(before, this.driver.frames().size());
		assertThat(frames).hasSize(2);
		assertThat(VendorModel.unsubscribes(frames.get(0))).containsExactly(A);
		assertThat(VendorModel.subscribes(frames.get(1))).containsExactly(A);
		assertThat(this.driver.opens()).isEqualTo(1);
	}

	@Test
	void learnsNothingOfATopicFromTheRelaysOwnStandstill() {
		live(A, B);
		this.driver.passTicking(Duration.ofSeconds(30), PAUSE, A, B);
		this.driver.standStill(Duration.ofSeconds(65));
		this.driver.on(new SessionEvent.StoodStill(Duration.ofSeconds(130).toNanos()));
		assertThat(this.driver.told()).as("none was silent but the relay").isEmpty();

		this.driver.passTicking(Duration.ofSeconds(1), PAUSE, A, B);
		this.driver.passTicking(Duration.ofSeconds(17), PAUSE, B);
		assertThat(this.driver.told()).as("no longer pause is usual since")
			.startsWith(new SessionAction.Tell(A, new TopicCondition.Mute()));
	}

	@Test
	void renewsAMuteTopicLaterAndLater() {
		live(A, B);
		this.driver.passTicking(Duration.ofSeconds(30), PAUSE, A, B);
		for (int minute = 0; minute < 120; minute++) {
			this.driver.passTicking(Duration.ofMinutes(1), PAUSE, B);
			this.driver.ackAll();
		}

		List<Long> asked = this.driver.of(SessionAction.Tell.class)
			.stream()
			.filter((done) -> done.action().equals(new SessionAction.Tell(A, new TopicCondition.Asked(true))))
			.map(MachineDriver.Done::atNs)
			.toList();
		assertThat(asked).hasSizeBetween(6, 12);
		for (int i = 2; i < asked.size(); i++) {
			assertThat(asked.get(i) - asked.get(i - 1)).isGreaterThanOrEqualTo(
					Math.min(asked.get(i - 1) - asked.get(i - 2), Duration.ofMinutes(30).toNanos()));
		}
		assertThat(this.driver.opens()).isEqualTo(1);
	}

	@Test
	void leavesATopicAloneThatIsWontToPause() {
		live(A, B);
		for (int i = 0; i < 20; i++) {
			this.driver.passTicking(Duration.ofSeconds(20), PAUSE, B);
			this.driver.machine.onTick(A, this.driver.nowNs());
		}
		this.driver.passTicking(Duration.ofSeconds(140), PAUSE, B);

		assertThat(this.driver.told()).as("seven times its longest pause").isEmpty();
		this.driver.passTicking(Duration.ofSeconds(30), PAUSE, B);
		assertThat(this.driver.told()).contains(new SessionAction.Tell(A, new TopicCondition.Mute()));
	}

	@Test
	void leavesATopicAloneThatHasNeverTicked() {
		live(A, B);
		this.driver.passTicking(Duration.ofMinutes(60), PAUSE, B);

		assertThat(this.driver.told()).isEmpty();
		assertThat(this.driver.frames()).hasSize(1);
	}

	@Test
	void learnsThatAQuietSpellWasTheMarketsOwn() {
		live(A, B);
		this.driver.passTicking(Duration.ofSeconds(10), PAUSE, A, B);
		this.driver.passTicking(Duration.ofSeconds(25), PAUSE, B);
		this.driver.ackAll();
		assertThat(this.driver.told()).contains(new SessionAction.Tell(A, new TopicCondition.Mute()));
		int told = this.driver.told().size();
		// Data comes long after the renewal, so that was not what brought it.
		this.driver.machine.onTick(A, this.driver.nowNs());
		this.driver.passTicking(Duration.ofSeconds(60), PAUSE, B);

		assertThat(this.driver.told()).hasSize(told);
	}

	@Test
	void learnsNoRhythmFromANight() {
		live(A, B);
		this.driver.passTicking(Duration.ofSeconds(30), PAUSE, A, B);
		this.driver.passTicking(Duration.ofMinutes(61), PAUSE, B);
		this.driver.ackAll();
		this.driver.passTicking(Duration.ofMinutes(1), PAUSE, A, B);
		int told = this.driver.told().size();
		this.driver.passTicking(Duration.ofSeconds(125), PAUSE, B);

		assertThat(this.driver.told().subList(told, this.driver.told().size()))
			.contains(new SessionAction.Tell(A, new TopicCondition.Mute()));
	}

	@Test
	void doesNothingAboutAClosedMarket() {
		live(A, B);
		this.driver.passTicking(Duration.ofSeconds(30), PAUSE, A, B);
		this.driver.closed.add(A);
		this.driver.closed.add(B);
		silence(Duration.ofHours(16));
		assertThat(this.driver.told()).isEmpty();
		this.driver.closed.clear();
		silence(Duration.ofSeconds(10));
		assertThat(this.driver.told()).as("silence counts from the opening").isEmpty();
		this.driver.passTicking(Duration.ofSeconds(30), PAUSE, A, B);
		silence(Duration.ofSeconds(20));

		assertThat(this.driver.told()).as("the night has taught no rhythm").isNotEmpty();
		assertThat(this.driver.opens()).isEqualTo(1);
	}

	@Test
	void countsSilenceAnewAfterAReconnect() {
		live(A, B);
		this.driver.passTicking(Duration.ofSeconds(30), PAUSE, A, B);
		comeBack();
		this.driver.passTicking(Duration.ofSeconds(10), PAUSE, B);
		assertThat(this.driver.told()).isEmpty();
		this.driver.passTicking(Duration.ofSeconds(10), PAUSE, B);

		assertThat(this.driver.told()).contains(new SessionAction.Tell(A, new TopicCondition.Mute()));
	}

	@Test
	void forgetsTheCadenceOfUnwantedTopics() {
		live(A, B);
		this.driver.passTicking(Duration.ofSeconds(30), PAUSE, A, B);
		this.driver.want(B);
		this.driver.want(A, B);
		this.driver.ackAll();
		this.driver.passTicking(Duration.ofMinutes(5), PAUSE, B);

		assertThat(this.driver.told()).doesNotContain(new SessionAction.Tell(A, new TopicCondition.Mute()));
	}

	private void comeBack() {
		this.driver.closed(Failure.CONNECTION_LOST);
		this.driver.pass(Duration.ofSeconds(2));
		this.driver.greet();
		this.driver.ackAll();
	}

}
