package io.tickrelay.hub.lane;

import java.time.Duration;
import java.util.List;

import io.tickrelay.hub.FeedState;
import io.tickrelay.hub.LaneDriver;
import io.tickrelay.hub.LaneDriver.Client;
import io.tickrelay.hub.TestFormat;
import io.tickrelay.hub.TestFormat.Gap;
import io.tickrelay.hub.TestFormat.Seen;
import io.tickrelay.hub.TestFormat.Status;
import io.tickrelay.hub.Ticks;
import io.tickrelay.hub.outbox.Delivery;
import io.tickrelay.hub.outbox.RecordingLink;
import io.tickrelay.tick.Topic;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Clients that want no more than so many updates a second. */
class RateTests {

	private static final Delivery FOUR = new Delivery.Rated(4);

	private static final Duration QUARTER = Duration.ofMillis(250);

	private static final Topic A = Ticks.crypto("A");

	private static final Topic B = Ticks.crypto("B");

	private final LaneDriver driver = new LaneDriver();

	@Test
	void theNewestGoesAtTheEdgeAndNothingBetween() {
		Client client = come(FOUR, A);
		ticks(A, 5);
		assertThat(client.heard()).isEmpty();
		this.driver.loop.advance(QUARTER);
		assertThat(words(client)).containsExactly("tick 5");
		this.driver.loop.advance(QUARTER.multipliedBy(10));
		assertThat(client.heard()).isEmpty();
	}

	@Test
	void noSecondHasMoreThanTheRateHoweverLateTheTimers() {
		Client client = come(FOUR, A);
		int heard = 0;
		for (int second = 0; second < 5; second++) {
			for (int i = 0; i < 100; i++) {
				ticks(A, 1);
				if (i % 23 == 0) {
					this.driver.loop.lag(Duration.ofMillis(60));
				}
				this.driver.loop.advance(Duration.ofMillis(10));
			}
			heard += words(client).size();
		}
		// Six seconds and more with the lags.
		assertThat(heard).isBetween(15, 26);
	}

	@Test
	void aSteadyFeedReachesItsRate() {
		Client client = come(FOUR, A);
		for (int i = 0; i < 1000; i++) {
			ticks(A, 1);
			this.driver.loop.advance(Duration.ofMillis(10));
		}
		assertThat(words(client)).hasSize(40);
	}

	@Test
	void clientsOfALaneAndRateShareOneTimerThatMayRest() {
		come(FOUR, A);
		come(FOUR, B);
		come(FOUR, A);
		assertThat(this.driver.loop.timers()).isZero();
		ticks(A, 1);
		ticks(B, 1);
		assertThat(this.driver.loop.timers()).isEqualTo(1);
		come(new Delivery.Rated(2), A);
		ticks(A, 1);
		assertThat(this.driver.loop.timers()).isEqualTo(2);
		this.driver.loop.advance(Duration.ofSeconds(1));
		assertThat(this.driver.loop.timers()).isZero();
	}

	@Test
	void aStatusReleasesWhatWaitsOfItsStream() {
		Client client = come(FOUR, A);
		ticks(A, 2);
		this.driver.feed(FeedState.DOWN);
		assertThat(words(client)).containsExactly("tick 2", "STALE");
		this.driver.feed(FeedState.UP);
		ticks(A, 2);
		assertThat(words(client)).containsExactly("STALE", "LIVE", "gap 2 3");
		this.driver.loop.advance(QUARTER);
		// The update that went out early went out in place of this edge.
		assertThat(client.heard()).isEmpty();
		this.driver.loop.advance(QUARTER);
		assertThat(words(client)).containsExactly("tick 4");
	}

	@Test
	void theRateCanBeChangedAndGivenUp() {
		Client client = come(FOUR, A);
		ticks(A, 1);
		rejoin(client, new Delivery.Rated(1));
		// The update waits for an edge that will never come.
		assertThat(words(client)).containsExactly("tick 1");
		ticks(A, 1);
		this.driver.loop.advance(QUARTER);
		assertThat(client.heard()).isEmpty();
		this.driver.loop.advance(Duration.ofSeconds(1));
		assertThat(words(client)).containsExactly("tick 2");
		rejoin(client, Delivery.ALL);
		ticks(A, 2);
		assertThat(words(client)).containsExactly("tick 3", "tick 4");
		this.driver.loop.advance(Duration.ofSeconds(2));
		assertThat(client.heard()).isEmpty();
	}

	@Test
	void whatWaitsIsSentToWhoGivesUpItsRate() {
		Client client = come(FOUR, A);
		Client other = come(FOUR, A);
		ticks(A, 3);
		rejoin(client, Delivery.ALL);
		assertThat(words(client)).containsExactly("tick 3");
		ticks(A, 1);
		this.driver.loop.advance(QUARTER);
		assertThat(words(client)).containsExactly("tick 4");
		assertThat(words(other)).containsExactly("tick 4");
		assertThat(client.outbox().report().conflated()).isEqualTo(2);
	}

	@Test
	void whoComesWhileAnUpdateWaitsHasItAlready() {
		Client stayer = come(FOUR, A);
		ticks(A, 2);
		Client newcomer = this.driver.join(FOUR, A);
		assertThat(newcomer.heard()).singleElement().isInstanceOfSatisfying(Seen.class, (seen) -> {
			assertThat(seen.snapshot()).isTrue();
			assertThat(seen.seq()).isEqualTo(3);
		});
		this.driver.loop.advance(QUARTER);
		assertThat(words(stayer)).containsExactly("tick 2");
		assertThat(newcomer.heard()).isEmpty();
		ticks(A, 1);
		Client another = come(FOUR, A);
		ticks(A, 1);
		this.driver.loop.advance(QUARTER);
		assertThat(words(newcomer)).containsExactly("tick 4");
		assertThat(words(another)).containsExactly("tick 4");
		assertThat(newcomer.outbox().report().conflated()).isOne();
		assertThat(another.outbox().report().conflated()).isZero();
	}

	@Test
	void anEarlyReleaseDelaysNothingLater() {
		Client client = come(FOUR, A);
		ticks(A, 1);
		this.driver.feed(FeedState.DOWN);
		assertThat(words(client)).containsExactly("tick 1", "STALE");
		this.driver.loop.advance(QUARTER.multipliedBy(10));
		ticks(A, 1);
		client.heard();
		this.driver.loop.advance(QUARTER);
		assertThat(words(client)).containsExactly("tick 2");
	}

	@Test
	void oneThatFailsCostsTheOthersOfItsRateNothing() {
		RecordingLink broken = new RecordingLink() {
			@Override
			public void write(byte[] bytes) {
				if (TestFormat.read(bytes) instanceof Seen seen && !seen.snapshot()) {
					throw new IllegalStateException("A planted fault");
				}
			}
		};
		Client failing = this.driver.new Client(broken);
		this.driver.tick(A);
		this.driver.lane.join(failing.outbox(), List.of(A), new SubscribeOptions(FOUR, true, null),
				LaneDriver.NO_ANSWER);
		Client client = come(FOUR, B);
		ticks(A, 1);
		ticks(B, 1);
		this.driver.loop.advance(QUARTER);
		assertThat(words(client)).containsExactly("tick 1");
		assertThat(client.isFlushed()).isTrue();
		assertThat(this.driver.hub.counters().failures.sum()).isOne();
		assertThat(this.driver.loop.timers()).isZero();
	}

	@Test
	void whatIsDueOfSeveralStreamsGoesInTheOrderOfReceipt() {
		Client client = come(FOUR, A);
		come(FOUR, B);
		this.driver.lane.join(client.outbox(), List.of(B), new SubscribeOptions(FOUR, false, null),
				LaneDriver.NO_ANSWER);
		ticks(A, 1);
		ticks(B, 1);
		ticks(A, 1);
		this.driver.loop.advance(QUARTER);
		assertThat(client.heard()).map((message) -> ((Seen) message).stream()).containsExactly(B.name(), A.name());
	}

	@Test
	void whoLeavesIsSentNothingMore() {
		Client leaver = come(FOUR, A);
		Client stayer = come(FOUR, A);
		ticks(A, 1);
		this.driver.leave(leaver, A);
		this.driver.loop.advance(QUARTER);
		assertThat(leaver.heard()).isEmpty();
		assertThat(words(stayer)).containsExactly("tick 1");
		ticks(A, 1);
		this.driver.leave(stayer, A);
		this.driver.loop.advance(QUARTER);
		assertThat(stayer.heard()).isEmpty();
	}

	@Test
	void aStalledClientGetsTheNewestWhenItReadsAgain() {
		Client client = come(FOUR, A);
		client.stopReading();
		for (int i = 0; i < 10; i++) {
			ticks(A, 3);
			this.driver.loop.advance(QUARTER);
		}
		client.resumeReading();
		assertThat(words(client)).containsExactly("tick 30");
		assertThat(client.outbox().report().conflated()).isEqualTo(29);
	}

	@Test
	void whatWasMergedIsCounted() {
		Client client = come(FOUR, A);
		ticks(A, 5);
		this.driver.loop.advance(QUARTER);
		assertThat(client.outbox().report().conflated()).isEqualTo(4);
		assertThat(this.driver.hub.counters().conflated.sum()).isEqualTo(4);
	}

	private Client come(Delivery delivery, Topic topic) {
		if (this.driver.hub.open(topic).last() == null) {
			this.driver.tick(topic);
		}
		Client client = this.driver.join(delivery, topic);
		client.heard();
		return client;
	}

	private void rejoin(Client client, Delivery delivery) {
		this.driver.lane.join(client.outbox(), List.of(A), new SubscribeOptions(delivery, true, null),
				LaneDriver.NO_ANSWER);
	}

	private void ticks(Topic topic, int count) {
		for (int i = 0; i < count; i++) {
			this.driver.tick(topic);
		}
	}

	/** Numbers count from the first tick that the client was there for. */
	private static List<String> words(Client client) {
		return client.heard().stream().map((message) -> switch (message) {
			case Seen seen -> "tick " + (seen.seq() - 1);
			case Gap gap -> "gap " + (gap.from() - 1) + " " + (gap.to() - 1);
			case Status status -> status.state();
			default -> message.toString();
		}).toList();
	}

}
