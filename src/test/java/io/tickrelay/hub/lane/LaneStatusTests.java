package io.tickrelay.hub.lane;

import java.util.List;

import io.tickrelay.hub.FeedState;
import io.tickrelay.hub.TopicCondition;
import io.tickrelay.hub.StreamStatus;
import io.tickrelay.hub.StreamStatus.Cause;
import io.tickrelay.hub.StreamStatus.State;
import io.tickrelay.hub.TestFormat.Status;
import io.tickrelay.hub.Ticks;
import io.tickrelay.hub.TopicStream;
import io.tickrelay.tick.Business;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The states of streams, as a lane tells them to its clients.
 */
class LaneStatusTests extends LaneFixture {

	@Test
	void aStatusBeforeTheFirstClientIsNotLost() {
		demand().lease().add(List.of(A));
		this.hub.onStanding(A, new TopicCondition.Refused(Cause.QUOTA));
		Client client = join(true, A);
		assertThat(client.link.messages).containsExactly(new Status(A.name(), "REJECTED", "QUOTA"));
	}

	@Test
	void aLostSessionTurnsLiveStaleUntilTheFirstTick() {
		Client client = join(false, A);
		feed(FeedState.UP);
		tick(A);
		feed(FeedState.DOWN);
		feed(FeedState.OPENING);
		feed(FeedState.UP);
		tick(A);
		tick(A);
		assertThat(client.link.messages).filteredOn(Status.class::isInstance)
			.containsExactly(pending(Cause.AWAITING_FIRST_TICK), live(), new Status(A.name(), "STALE", "UPSTREAM_DOWN"),
					new Status(A.name(), "STALE", "RECONNECTING"), live());
	}

	@Test
	void aStateIsToldOnItsEdgesOnly() {
		Client client = join(false, A);
		tick(A);
		feed(FeedState.DOWN);
		int before = client.link.messages.size();
		feed(FeedState.DOWN);
		feed(FeedState.OPENING);
		assertThat(client.link.messages).hasSize(before);
	}

	@Test
	void aNewCauseDoesNotMakeAStaleStreamYounger() {
		TopicStream stream = this.hub.open(A);
		tick(A);
		this.time.advance(1000);
		feed(FeedState.DOWN);
		long since = this.time.millis();
		this.time.advance(5000);
		feed(FeedState.UP);
		assertThat(stream.status().status()).isEqualTo(new StreamStatus(State.STALE, Cause.RECONNECTING, since));
		assertThat(stream.status().lastTickAgeMs()).isEqualTo(6000);
		this.time.advance(1000);
		tick(A);
		assertThat(stream.status().status()).isEqualTo(new StreamStatus(State.LIVE, null, since + 6000));
		assertThat(stream.status().lastTickAgeMs()).isEqualTo(0L);
	}

	@Test
	void streamsBornDuringAnOutageSaySo() {
		feed(FeedState.DOWN);
		assertThat(join(true, A).link.messages).containsExactly(pending(Cause.UPSTREAM_DOWN));
		feed(FeedState.REJECTED);
		assertThat(join(true, B).link.messages).containsExactly(new Status(B.name(), "REJECTED", "KEY_REJECTED"));
		assertThat(this.hub.states(Business.CRYPTO)).containsEntry(State.REJECTED, 2).containsEntry(State.LIVE, 0);
		feed(FeedState.UP);
		assertThat(this.hub.states(Business.CRYPTO)).containsEntry(State.PENDING, 2);
		assertThat(this.hub.states(Business.STOCK)).containsEntry(State.PENDING, 0);
	}

	@Test
	void aRejectedStreamIsRejectedAloneAndATickProvesOtherwise() {
		Client client = join(false, A, B);
		tick(B);
		this.hub.onStanding(A, new TopicCondition.Refused(Cause.QUOTA));
		this.hub.onStanding(Ticks.crypto("UNKNOWN"), new TopicCondition.Refused(Cause.QUOTA));
		this.loop.run();
		assertThat(client.link.messages).endsWith(new Status(A.name(), "REJECTED", "QUOTA"));
		assertThat(this.hub.states(Business.CRYPTO)).containsEntry(State.LIVE, 1);
		tick(A);
		assertThat(this.hub.states(Business.CRYPTO)).containsEntry(State.LIVE, 2);
	}

	@Test
	void aNewcomerIsToldTheStateOnlyWhereItIsNotLive() {
		join(false, A);
		tick(A);
		assertThat(join(true, A).link.messages).doesNotHaveAnyElementsOfTypes(Status.class);
		feed(FeedState.DOWN);
		assertThat(join(true, A).link.messages).hasSize(2).endsWith(new Status(A.name(), "STALE", "UPSTREAM_DOWN"));
		assertThat(join(false, A).link.messages).containsExactly(new Status(A.name(), "STALE", "UPSTREAM_DOWN"));
	}

	@Test
	void oneBusinesssOutageIsNotAnothers() {
		this.hub.open(Ticks.stock("S"));
		tick(Ticks.stock("S"));
		tick(A);
		feed(FeedState.DOWN);
		assertThat(this.hub.states(Business.STOCK)).containsEntry(State.LIVE, 1);
	}

	private void feed(FeedState state) {
		this.hub.onFeed(Business.CRYPTO, state);
		this.loop.run();
	}

}
