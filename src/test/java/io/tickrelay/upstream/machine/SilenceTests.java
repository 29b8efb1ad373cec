package io.tickrelay.upstream.machine;

import java.time.Duration;
import java.util.List;

import io.tickrelay.hub.TopicCondition;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Topic;
import io.tickrelay.upstream.wire.ClientFrame;
import io.tickrelay.upstream.wire.ServerFrame;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A session whose socket is alive and whose data is not, or not all of it.
 */
class SilenceTests {

	private static final Topic A = topic("A");

	private static final Topic B = topic("B");

	private static final Topic C = topic("C");

	private static final Duration PAUSE = Duration.ofMillis(200);

	private final MachineDriver driver = new MachineDriver();

	private boolean acks = true;

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
	void takesPushesThatItCannotReadForNoSilence() {
		live(A, B);
		this.driver.passTicking(Duration.ofSeconds(30), PAUSE, A, B);
		int frames = this.driver.frames().size();
		this.driver.passUnread(Duration.ofHours(1), Duration.ofMillis(500), unread(A), unread(B));

		assertThat(this.driver.told()).as("what is known is old")
			.containsExactlyInAnyOrder(new SessionAction.Tell(A, new TopicCondition.Mute()),
					new SessionAction.Tell(B, new TopicCondition.Mute()));
		assertThat(this.driver.opens()).isEqualTo(1);
		assertThat(this.driver.frames()).as("asking anew would bring more of the same").hasSize(frames);
		assertThat(this.driver.machine.story(A).unread())
			.isEqualTo(new SubscriptionTrace.Unread(7200, ServerFrame.Kind.BAD_BOOK, this.driver.nowNs()));
	}

	@Test
	void learnsNothingFromAPauseInWhichItCouldNotReadWhatCame() {
		live(A, B);
		this.driver.passTicking(Duration.ofSeconds(30), PAUSE, A, B);
		this.driver.passUnread(Duration.ofSeconds(60), PAUSE, unread(A), unread(B));
		this.driver.passTicking(Duration.ofSeconds(5), PAUSE, A, B);
		int told = this.driver.told().size();
		this.driver.passUnread(Duration.ofSeconds(17), PAUSE, unread(A), unread(B));

		assertThat(this.driver.told().subList(told, this.driver.told().size())).containsExactlyInAnyOrder(
				new SessionAction.Tell(A, new TopicCondition.Mute()),
				new SessionAction.Tell(B, new TopicCondition.Mute()));
	}

	@Test
	void takesPushesForNoSilenceThatDoNotEvenSayOfWhatTheyAre() {
		live(A, B);
		this.driver.passTicking(Duration.ofSeconds(30), PAUSE, A, B);
		this.driver.passUnread(Duration.ofHours(1), Duration.ofMillis(500),
				new ServerFrame.Undecodable(ServerFrame.Kind.MALFORMED));
		assertThat(this.driver.opens()).isEqualTo(1);
		silence(Duration.ofMinutes(10));
		assertThat(mutes()).as("and when they end, silence is silence").isEqualTo(1);
	}

	@Test
	void hearsOnlyItselfInAPushThatItCannotRead() {
		live(A, B, C);
		this.driver.passTicking(Duration.ofSeconds(30), PAUSE, A, B, C);
		int before = this.driver.frames().size();
		this.driver.passUnread(Duration.ofMinutes(5), PAUSE, unread(A), unread(B));

		assertThat(this.driver.opens()).isEqualTo(1);
		assertThat(this.driver.frames().subList(before, this.driver.frames().size())).isNotEmpty()
			.allSatisfy((frame) -> assertThat(VendorModel.subscribes(frame)).isSubsetOf(C));
	}

	@Test
	void knowsByAPushThatItCannotReadThatItWasSubscribed() {
		this.driver.want(A);
		this.driver.greet();
		int asked = this.driver.frames().size();
		this.driver.passUnread(Duration.ofMinutes(10), PAUSE, unread(A));

		assertThat(this.driver.frames()).hasSize(asked);
		assertThat(this.driver.machine.story(A).heldNs()).isNotNull();
	}

	@Test
	void remembersNothingOfPushesThatAreNotWanted() {
		live(A);
		for (int i = 0; i < 5_000; i++) {
			this.driver.machine.onUnread(unread(topic("X" + i)), this.driver.nowNs());
			this.driver.machine.onUnread(
					new ServerFrame.Undecodable(ServerFrame.Kind.BAD_FIELD, "x".repeat(i), Channel.TRADE),
					this.driver.nowNs());
		}
		assertThat(this.driver.machine.story(topic("X7")).unread()).isNull();
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
	void forgetsTheRhythmOfWhatNobodyWants() {
		live(A, B);
		this.driver.passTicking(Duration.ofSeconds(30), PAUSE, A, B);
		this.driver.want(B);
		this.driver.want(A, B);
		this.driver.ackAll();
		this.driver.passTicking(Duration.ofMinutes(5), PAUSE, B);

		assertThat(this.driver.told()).doesNotContain(new SessionAction.Tell(A, new TopicCondition.Mute()));
	}

	private void live(Topic... topics) {
		this.driver.want(topics);
		this.driver.greet();
		this.driver.ackAll();
	}

	private void comeBack() {
		this.driver.closed(Failure.CONNECTION_LOST);
		this.driver.pass(Duration.ofSeconds(2));
		this.driver.greet();
		this.driver.ackAll();
	}

	/**
	 * No data, but every ping is answered, every frame acknowledged, and every socket
	 * closed and opened as the session asks.
	 */
	private void silence(Duration duration) {
		long end = this.driver.elapsedNs() + duration.toNanos();
		while (this.driver.elapsedNs() < end) {
			this.driver.passUntil(Math.min(end, this.driver.elapsedNs() + Duration.ofSeconds(1).toNanos()));
			switch (this.driver.state()) {
				case SessionState.Closing _ -> this.driver.closed(Failure.CONNECTION_LOST);
				case SessionState.Connecting _ -> this.driver.greet();
				case SessionState.Live _ -> {
					this.driver.on(new SessionEvent.Pong());
					if (this.acks) {
						this.driver.ackAll();
					}
				}
				case SessionState.Greeting _, SessionState.Idle _, SessionState.Pause _, SessionState.Rejected _ -> {
					// Time will tell.
				}
			}
		}
	}

	private int mutes() {
		return count(new SessionAction.Report(Failure.MUTE));
	}

	private int count(SessionAction action) {
		return (int) this.driver.done.stream().filter((done) -> done.action().equals(action)).count();
	}

	private static ServerFrame.Undecodable unread(Topic topic) {
		return new ServerFrame.Undecodable(ServerFrame.Kind.BAD_BOOK, topic.symbol(), topic.channel());
	}

	private static Topic topic(String symbol) {
		return new Topic(Business.CRYPTO, symbol, Channel.TRADE);
	}

}
