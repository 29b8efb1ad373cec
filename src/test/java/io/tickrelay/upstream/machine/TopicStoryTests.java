package io.tickrelay.upstream.machine;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Topic;
import io.tickrelay.upstream.machine.SubscriptionTrace.Story;
import io.tickrelay.upstream.wire.ClientFrame;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The machine's memory of each topic, for questions.
 */
class TopicStoryTests {

	private static final Topic A = topic("A");

	private static final Topic B = topic("B");

	private final MachineDriver driver = new MachineDriver();

	@Test
	void nothingIsToldOfUnwantedTopics() {
		assertThat(story(A)).isEqualTo(Story.NONE);
		assertThat(this.driver.machine.askAgainNs(A)).isNull();
	}

	@Test
	void aTopicIsSentWithItsFrameAndHeldWithItsAck() {
		this.driver.want(A);
		this.driver.pass(Duration.ofSeconds(1));
		assertThat(story(A)).isEqualTo(Story.NONE);
		this.driver.greet();
		long sent = this.driver.nowNs();
		assertThat(story(A)).isEqualTo(new Story(sent, null, null, 0, null));
		this.driver.pass(Duration.ofMillis(300));
		this.driver.ackAll();
		assertThat(story(A)).isEqualTo(new Story(sent, this.driver.nowNs(), null, 0, null));
	}

	@Test
	void aPushIsAsGoodAsAnAckButLaterOnesNot() {
		this.driver.want(A);
		this.driver.greet();
		this.driver.pass(Duration.ofMillis(300));
		long first = this.driver.nowNs();
		this.driver.machine.onTick(A, first);
		this.driver.pass(Duration.ofMillis(300));
		this.driver.machine.onTick(A, this.driver.nowNs());
		this.driver.ackAll();
		assertThat(story(A).heldNs()).isEqualTo(first);
	}

	@Test
	void aLostAckLeavesTheTopicSentUntilTheNextFrame() {
		this.driver.want(A);
		this.driver.greet();
		long sent = this.driver.nowNs();
		this.driver.passAlive(Duration.ofMillis(9_900));
		assertThat(story(A)).isEqualTo(new Story(sent, null, null, 0, null));
		this.driver.passAlive(Duration.ofSeconds(5));
		assertThat(story(A).sentNs()).isNotNull().isNotEqualTo(sent);
		assertThat(story(A).heldNs()).isNull();
	}

	@Test
	void aReconnectBeginsTheStoryAnew() {
		this.driver.want(A);
		this.driver.greet();
		this.driver.ackAll();
		this.driver.closed(Failure.CONNECTION_LOST);
		assertThat(story(A)).isEqualTo(Story.NONE);
		this.driver.pass(Duration.ofSeconds(2));
		this.driver.greet();
		assertThat(story(A)).isEqualTo(new Story(this.driver.nowNs(), null, null, 0, null));
	}

	@Test
	void aRefusalIsRememberedByThoseThatItWasAbout() {
		this.driver.want(A, B);
		this.driver.greet();
		long sent = this.driver.nowNs();
		this.driver.pass(Duration.ofMillis(200));
		refuse(506);
		Story refused = story(A);
		assertThat(refused.sentNs()).isEqualTo(sent);
		assertThat(refused.heldNs()).isNull();
		assertThat(refused.refusal()).isNotNull().extracting(Failure::code).isEqualTo("506");
		assertThat(refused.refusedNs()).isEqualTo(this.driver.nowNs());
		assertThat(story(B).refusal()).isEqualTo(refused.refusal());
		assertThat(this.driver.machine.askAgainNs(A)).isNotNull();
	}

	@Test
	void aRefusalIsRememberedAlthoughTheTopicIsAskedForAgain() {
		this.driver.want(A);
		this.driver.greet();
		refuse(516);
		assertThat(story(A).refusal()).isNotNull().extracting(Failure::code).isEqualTo("516");
		long refused = story(A).refusedNs();
		this.driver.passAlive(Duration.ofSeconds(5));
		this.driver.ackAll();
		assertThat(story(A).heldNs()).isNotNull();
		assertThat(story(A).refusedNs()).isEqualTo(refused);
	}

	@Test
	void aComplaintAboutAnotherFrameIsNothingToATopic() {
		this.driver.want(A);
		this.driver.greet();
		this.driver.ackAll();
		this.driver.want(A, B);
		this.driver.pass(Duration.ofSeconds(5));
		refuse(506);
		assertThat(story(A).refusal()).isNull();
		assertThat(story(B).refusal()).isNotNull();
	}

	@Test
	void aRefusalOutlivesTheSession() {
		this.driver.want(A);
		this.driver.greet();
		refuse(506);
		this.driver.closed(Failure.CONNECTION_LOST);
		assertThat(story(A).refusal()).isNotNull();
		assertThat(story(A).sentNs()).isNull();
	}

	@Test
	void aTopicWantedAgainBeforeItsCancelKeepsItsStory() {
		this.driver.want(A, B);
		this.driver.greet();
		this.driver.ackAll();
		Story before = story(A);
		this.driver.want(B);
		this.driver.want(A, B);
		this.driver.pass(Duration.ofSeconds(5));
		assertThat(VendorModel.unsubscribes(lastFrame())).isEmpty();
		assertThat(story(A)).isEqualTo(before);
	}

	@Test
	void aTopicThatIsLetGoIsForgotten() {
		for (int i = 0; i < 500; i++) {
			this.driver.want(topic("S" + i));
			if (i == 0) {
				this.driver.greet();
			}
			this.driver.passAlive(Duration.ofSeconds(10));
			this.driver.ackAll();
		}
		this.driver.want();
		this.driver.passAlive(Duration.ofMinutes(1));
		this.driver.ackAll();
		for (int i = 0; i < 500; i++) {
			assertThat(story(topic("S" + i))).isEqualTo(Story.NONE);
		}
	}

	@Test
	void aReleasedTopicIsForgottenWithItsSession() {
		Subscriptions subscriptions = new Subscriptions();
		subscriptions.want(Set.of(A, B));
		subscriptions.onSubscribed(List.of(A, B), "s", 1);
		subscriptions.onAck("s", 2);
		subscriptions.want(Set.of(B));
		subscriptions.onSessionLost();
		assertThat(subscriptions.stories().size()).isOne();
	}

	@Test
	void storiesAreAsManyAsTopicsAreWantedOrHeld() {
		Subscriptions subscriptions = new Subscriptions();
		for (int i = 0; i < 100; i++) {
			Topic topic = topic("S" + i);
			subscriptions.want(Set.of(topic));
			subscriptions.onSubscribed(List.of(topic), "s" + i, i);
			subscriptions.onAck("s" + i, i);
			subscriptions.want(Set.of());
			assertThat(subscriptions.stories().size()).isOne();
			subscriptions.onUnsubscribed(List.of(topic), "u" + i, i);
			subscriptions.onAck("u" + i, i);
			subscriptions.onTime(i);
			assertThat(subscriptions.stories().size()).isZero();
		}
	}

	private void refuse(int code) {
		this.driver.on(new SessionEvent.Complained(code, lastFrame().trace()));
	}

	private ClientFrame lastFrame() {
		return this.driver.frames().getLast();
	}

	private Story story(Topic topic) {
		return this.driver.machine.story(topic);
	}

	private static Topic topic(String symbol) {
		return new Topic(Business.CRYPTO, symbol, Channel.TRADE);
	}

}
