package io.tickrelay.upstream.machine;

import java.time.Duration;

import io.tickrelay.hub.TopicCondition;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Topic;
import io.tickrelay.upstream.wire.ServerFrame;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Pushes that cannot be read, and what they say of silence.
 */
class UnreadablePushTests extends SilenceFixture {

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
	void learnsNothingFromAPauseWithUnreadablePushes() {
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
	void takesUnnamedPushesForNoSilence() {
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

	private static ServerFrame.Undecodable unread(Topic topic) {
		return new ServerFrame.Undecodable(ServerFrame.Kind.BAD_BOOK, topic.symbol(), topic.channel());
	}

}
