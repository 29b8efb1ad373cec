package io.tickrelay.hub;

import java.time.Duration;
import java.util.List;

import io.tickrelay.hub.StreamStatus.Cause;
import io.tickrelay.hub.StreamStatus.State;
import io.tickrelay.hub.TestFormat.Status;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The condition of a stream at the upstream, as its clients are told.
 */
class TopicConditionTests {

	private static final Topic A = Ticks.crypto("A");

	private static final TopicCondition QUEUED = new TopicCondition.Queued(Duration.ofSeconds(12));

	private static final TopicCondition ASKED = new TopicCondition.Asked(false);

	private static final TopicCondition MUTE = new TopicCondition.Mute();

	private final LaneDriver driver = new LaneDriver();

	private TopicStream stream = this.driver.hub.open(A);

	@BeforeEach
	void opens() {
		this.stream = this.driver.hub.open(A);
		this.driver.feed(FeedState.UP);
	}

	@Test
	void aPendingStreamThatQueuesIsToldHowLong() {
		tell(QUEUED);
		is(State.PENDING, Cause.BUDGET);
		assertThat(this.stream.status().etaMs()).isEqualTo(12_000);
		assertThat(this.stream.status().lastTickAgeMs()).isNull();
		tell(ASKED);
		is(State.PENDING, Cause.AWAITING_FIRST_TICK);
		assertThat(this.stream.status().etaMs()).isNull();
	}

	@Test
	void aStaleStreamThatQueuesStaysStaleAndGrowsNoYounger() {
		this.driver.tick(A);
		this.driver.feed(FeedState.DOWN);
		long since = this.driver.time.millis();
		this.driver.time.advance(1000);
		this.driver.feed(FeedState.UP);
		tell(QUEUED);
		is(State.STALE, Cause.BUDGET);
		assertThat(this.stream.status().status().sinceMs()).isEqualTo(since);
		assertThat(this.stream.status().lastTickAgeMs()).isEqualTo(1000);
		tell(ASKED);
		is(State.STALE, Cause.RECONNECTING);
		this.driver.tick(A);
		is(State.LIVE, null);
	}

	@Test
	void aQueueIsToldAgainWhenItsEtaSlips() {
		LaneDriver.Client client = this.driver.join(A);
		client.heard();
		tell(QUEUED);
		tell(new TopicCondition.Queued(Duration.ofSeconds(7)));
		assertThat(client.heard()).as("it comes sooner").hasSize(1);
		this.driver.time.advance(10_000);
		tell(new TopicCondition.Queued(Duration.ofSeconds(20)));
		assertThat(client.heard()).as("it comes later").hasSize(1);
		tell(ASKED);
		tell(new TopicCondition.Queued(Duration.ofSeconds(5)));
		assertThat(client.heard()).hasSize(2);
		assertThat(this.stream.status().etaMs()).isEqualTo(5000);
	}

	@Test
	void aNewcomerIsToldWhatIsLeftOfTheWait() {
		tell(QUEUED);
		assertThat(this.driver.join(A).heard()).containsExactly(new Status(A.name(), "PENDING", "BUDGET/12000"));
		this.driver.time.advance(5000);
		assertThat(this.driver.join(A).heard()).containsExactly(new Status(A.name(), "PENDING", "BUDGET/7000"));
		this.driver.time.advance(50_000);
		assertThat(this.driver.join(A).heard()).containsExactly(new Status(A.name(), "PENDING", "BUDGET/0"));
	}

	@Test
	void aTickEndsAnyWait() {
		tell(QUEUED);
		this.driver.tick(A);
		is(State.LIVE, null);
		assertThat(this.stream.status().etaMs()).isNull();
	}

	@Test
	void aLiveStreamNeitherQueuesNorWaits() {
		this.driver.tick(A);
		tell(QUEUED);
		is(State.LIVE, null);
		tell(ASKED);
		is(State.LIVE, null);
	}

	@ParameterizedTest
	@EnumSource(value = Cause.class, names = { "QUOTA", "UPSTREAM_REFUSED" })
	void aRefusedStreamIsRefusedUntilItIsAskedForAgain(Cause cause) {
		tell(new TopicCondition.Refused(cause));
		tell(QUEUED);
		tell(MUTE);
		is(State.REJECTED, cause);
		tell(ASKED);
		is(State.PENDING, Cause.AWAITING_FIRST_TICK);
		this.driver.tick(A);
		tell(new TopicCondition.Refused(cause));
		tell(ASKED);
		is(State.STALE, Cause.RECONNECTING);
	}

	@Test
	void aRejectedKeyIsNoAffairOfOneStream() {
		this.driver.feed(FeedState.REJECTED);
		for (TopicCondition topicCondition : List.of(QUEUED, ASKED, MUTE)) {
			tell(topicCondition);
			is(State.REJECTED, Cause.KEY_REJECTED);
		}
	}

	@Test
	void aSilentStreamIsStaleUntilItsNextTick() {
		this.driver.tick(A);
		this.driver.time.advance(90_000);
		tell(MUTE);
		is(State.STALE, Cause.MUTE);
		assertThat(this.stream.status().lastTickAgeMs()).isEqualTo(90_000);
		assertThat(this.stream.status().status().sinceMs()).isEqualTo(this.driver.time.millis());
		tell(ASKED);
		tell(new TopicCondition.Asked(true));
		is(State.STALE, Cause.MUTE);
		this.driver.tick(A);
		is(State.LIVE, null);
	}

	@Test
	void whatNeverSpokeIsNotSilentNow() {
		tell(MUTE);
		is(State.PENDING, Cause.AWAITING_FIRST_TICK);
	}

	@Test
	void aStreamOfALostSessionIsNotSilentByItself() {
		this.driver.tick(A);
		this.driver.feed(FeedState.DOWN);
		tell(MUTE);
		is(State.STALE, Cause.UPSTREAM_DOWN);
		this.driver.feed(FeedState.UP);
		tell(MUTE);
		is(State.STALE, Cause.MUTE);
		this.driver.feed(FeedState.DOWN);
		is(State.STALE, Cause.UPSTREAM_DOWN);
	}

	@Test
	void anUnwantedTopicHasNoCondition() {
		tell(QUEUED);
		this.driver.standing(Ticks.crypto("UNKNOWN"), QUEUED);
		assertThat(this.driver.hub.streams()).isOne();
	}

	private void tell(TopicCondition topicCondition) {
		this.driver.standing(A, topicCondition);
	}

	private void is(State state, @Nullable Cause cause) {
		StreamStatus status = this.stream.status().status();
		assertThat(status.state()).isEqualTo(state);
		assertThat(status.cause()).isEqualTo(cause);
	}

}
