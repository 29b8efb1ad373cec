package io.tickrelay.upstream.machine;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.tickrelay.hub.FeedState;
import io.tickrelay.hub.TopicCondition;
import io.tickrelay.hub.StreamStatus.Cause;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Topic;
import io.tickrelay.upstream.wire.ClientFrame;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The frames that a machine sends for its streams, and what it makes of refusals.
 */
class SessionFramesTests extends SessionMachineFixture {

	@Test
	void tellsARefusalToAStreamThatIsWantedAgain() {
		live(A, B);
		this.driver.on(new SessionEvent.Complained(507, this.driver.frames().getFirst().trace()));
		int told = this.driver.of(SessionAction.Tell.class).size();
		assertThat(told).isPositive();

		this.driver.want(A, B);

		assertThat(this.driver.of(SessionAction.Tell.class)).hasSize(2 * told);
	}

	@Test
	void resubscribesEverythingAfterAReconnect() {
		live(A, B, C);
		this.driver.ackAll();
		int asked = this.driver.frames().size();
		this.driver.closed(Failure.CONNECTION_LOST);
		this.driver.want(A, C);
		this.driver.pass(Duration.ofSeconds(2));
		this.driver.greet();

		List<ClientFrame> again = this.driver.frames().subList(asked, this.driver.frames().size());
		assertThat(again).hasSize(2);
		assertThat(again.stream().flatMap((frame) -> VendorModel.subscribes(frame).stream()))
			.containsExactlyInAnyOrder(A, C);
	}

	@Test
	void gathersAStormOfSmallWishesIntoFewFrames() {
		live(A);
		Set<Topic> wanted = new LinkedHashSet<>(Set.of(A));
		for (int i = 0; i < 500; i++) {
			wanted.add(topic("S" + i, Channel.TRADE));
			this.driver.want(wanted);
			this.driver.pass(Duration.ofMillis(2));
			this.driver.ackAll();
		}
		this.driver.pass(Duration.ofSeconds(1));

		assertThat(this.driver.frames()).hasSizeLessThanOrEqualTo(7);
		this.driver.ackAll();
		assertThat(this.driver.machine.view(this.driver.nowNs()).active()).isEqualTo(501);
	}

	@Test
	void tellsTheStreamsOfARefusedFrame() {
		live(A, C);
		ClientFrame trades = this.driver.frames().getFirst();
		List<SessionAction> actions = this.driver.on(new SessionEvent.Complained(506, trades.trace()));

		assertThat(actions).contains(new SessionAction.Tell(A, new TopicCondition.Refused(Cause.UPSTREAM_REFUSED)));
		assertThat(this.driver.state()).isInstanceOf(SessionState.Live.class);
	}

	@Test
	void tellsTheRefusedStreamsAgainWhenTheFeedIsUp() {
		live(A, C);
		ClientFrame trades = this.driver.frames().getFirst();
		this.driver.on(new SessionEvent.Complained(506, trades.trace()));
		this.driver.closed(Failure.CONNECTION_LOST);
		this.driver.pass(Duration.ofSeconds(2));
		int before = this.driver.done.size();
		this.driver.greet();

		assertThat(this.driver.done.subList(before, this.driver.done.size())
			.stream()
			.map(MachineDriver.Done::action)
			.filter((action) -> action instanceof SessionAction.Announce || action instanceof SessionAction.Tell))
			.containsExactly(new SessionAction.Announce(FeedState.UP),
					new SessionAction.Tell(A, new TopicCondition.Refused(Cause.UPSTREAM_REFUSED)));
	}

	@Test
	void doesNotSpinWhileADueFrameWaitsForItsPace() {
		live(A, B);
		this.driver.on(new SessionEvent.Complained(505, this.driver.frames().getFirst().trace()));

		assertThat(this.driver.machine.nextDelayNs(this.driver.nowNs())).isPositive();
		this.driver.pass(Duration.ofSeconds(1));
		assertThat(this.driver.frames()).hasSize(2);
	}

	@Test
	void cancelsUnansweredSubscriptionsThatAreNoLongerWanted() {
		live(A);
		for (int i = 0; i < 100 && this.driver.budget.left(this.driver.nowNs()) > 0; i++) {
			this.driver.want(A, topic("S" + i, Channel.DEPTH));
			this.driver.passAlive(Duration.ofMillis(100));
			this.driver.ackAll();
		}
		Set<Topic> standing = new LinkedHashSet<>();
		this.driver.want(A);
		this.driver.passAlive(Duration.ofMinutes(3));
		this.driver.frames().forEach((frame) -> {
			standing.addAll(VendorModel.subscribes(frame));
			VendorModel.unsubscribes(frame).forEach(standing::remove);
		});

		assertThat(standing).containsExactly(A);
	}

	@Test
	void tellsTopicsThatWaitForTheBudgetAndForHowLong() {
		this.driver.want(A);
		this.driver.greet();
		Set<Topic> others = new LinkedHashSet<>();
		int last = 0;
		while (this.driver.told().isEmpty()) {
			others.add(new Topic(Business.CRYPTO, "T" + last++, Channel.TRADE));
			this.driver.want(others);
			this.driver.ackAll();
			this.driver.passAlive(Duration.ofMillis(260));
		}
		SessionAction.Tell told = this.driver.told().getLast();
		assertThat(told.topic().symbol()).isEqualTo("T" + (last - 1));
		assertThat(told.standing()).isInstanceOfSatisfying(TopicCondition.Queued.class,
				(queued) -> assertThat(queued.eta()).isBetween(Duration.ofSeconds(1), Duration.ofMinutes(1)));
		int frames = this.driver.frames().size();
		this.driver.passAlive(((TopicCondition.Queued) told.standing()).eta());

		assertThat(this.driver.frames()).hasSizeGreaterThan(frames);
		assertThat(this.driver.told()).hasSize(2)
			.last()
			.isEqualTo(new SessionAction.Tell(told.topic(), new TopicCondition.Asked(false)));
	}

	@Test
	void takesTheLastWordsOfAClosingSessionToHeart() {
		this.driver.want(A);
		this.driver.greet();
		this.driver.on(new SessionEvent.Complained(500, null));
		assertThat(this.driver.state()).isInstanceOf(SessionState.Closing.class);
		this.driver.on(new SessionEvent.Complained(511, null));
		this.driver.closed(Failure.CONNECTION_LOST);

		assertThat(this.driver.state()).isInstanceOf(SessionState.Rejected.class);
		assertThat(this.driver.of(SessionAction.Announce.class)).extracting(MachineDriver.Done::action)
			.endsWith(new SessionAction.Announce(FeedState.REJECTED));
	}

	@Test
	void refusesWhatTheUpstreamRefusesInProseAndFindsTheRest() {
		this.driver.want(A, B);
		this.driver.greet();
		this.driver.on(new SessionEvent.Complained(0, null));
		assertThat(this.driver.told()).hasSize(2);
		this.driver.passAlive(Duration.ofSeconds(11));

		assertThat(this.driver.frames()).hasSize(3);
	}

	@Test
	void takesAnUnknownCodeThatNamesNothingForNoRefusal() {
		this.driver.want(A);
		this.driver.greet();
		this.driver.on(new SessionEvent.Complained(999, null));
		this.driver.on(new SessionEvent.Complained(999, "of nobody"));
		assertThat(this.driver.told()).isEmpty();
		this.driver.on(new SessionEvent.Complained(999, this.driver.frames().getFirst().trace()));

		assertThat(this.driver.told()).hasSize(1);
	}

}
