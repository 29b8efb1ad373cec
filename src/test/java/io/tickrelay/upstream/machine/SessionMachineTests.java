package io.tickrelay.upstream.machine;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

import io.tickrelay.hub.FeedState;
import io.tickrelay.hub.TopicCondition;
import io.tickrelay.hub.StreamStatus.Cause;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.Topic;
import io.tickrelay.upstream.key.ApiKey;
import io.tickrelay.upstream.wire.ClientFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class SessionMachineTests {

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	private static final long MINUTE = 60 * SECOND;

	private static final Topic A = topic("A", Channel.TRADE);

	private static final Topic B = topic("B", Channel.TRADE);

	private static final Topic C = topic("C", Channel.DEPTH);

	private final MachineDriver driver = new MachineDriver();

	@Test
	void opensNothingThatNobodyWants() {
		this.driver.pass(Duration.ofDays(2));

		assertThat(this.driver.done).isEmpty();
		assertThat(this.driver.machine.nextDelayNs(this.driver.nowNs())).isEqualTo(Long.MAX_VALUE);
	}

	@Test
	void opensAtOnceWhenSomebodyWantsSomething() {
		this.driver.want(A);

		assertThat(this.driver.opens()).isEqualTo(1);
		this.driver.want(A, B);
		assertThat(this.driver.opens()).isEqualTo(1);
	}

	@Test
	void waitsForTheWelcome() {
		this.driver.want(A);
		this.driver.on(new SessionEvent.Opened(1));
		this.driver.on(new SessionEvent.Heard());
		assertThat(this.driver.frames()).isEmpty();

		this.driver.on(new SessionEvent.Greeted());
		assertThat(this.driver.frames()).singleElement()
			.satisfies((frame) -> assertThat(VendorModel.subscribes(frame)).containsExactly(A));
		assertThat(announced()).containsExactly(FeedState.UP);
	}

	@Test
	void givesUpASocketThatIsNotWelcomed() {
		this.driver.want(A);
		this.driver.on(new SessionEvent.Opened(1));
		this.driver.pass(Duration.ofSeconds(9));
		assertThat(this.driver.of(SessionAction.Close.class)).isEmpty();

		this.driver.pass(Duration.ofSeconds(1));
		assertThat(this.driver.of(SessionAction.Close.class)).hasSize(1);
		assertThat(lastFailure()).isEqualTo(Failure.NO_WELCOME);
	}

	@Test
	void givesUpAHandshakeThatIsNotAnswered() {
		this.driver.want(A);
		this.driver.pass(Duration.ofSeconds(10));

		assertThat(this.driver.of(SessionAction.Close.class)).hasSize(1);
		assertThat(lastFailure()).isEqualTo(Failure.CONNECT_TIMEOUT);
		this.driver.on(new SessionEvent.Opened(1));
		this.driver.on(new SessionEvent.Greeted());
		assertThat(this.driver.state()).isInstanceOf(SessionState.Closing.class);
	}

	@Test
	void opensNoSocketBeforeTheOldOneHasClosed() {
		live(A);
		this.driver.on(new SessionEvent.Complained(513, null));
		this.driver.pass(Duration.ofHours(1));
		assertThat(this.driver.opens()).isEqualTo(1);

		this.driver.closed(Failure.CONNECTION_LOST);
		this.driver.pass(Duration.ofSeconds(1));
		assertThat(this.driver.opens()).isEqualTo(2);
	}

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
	void tellsARefusalToAStreamThatWasDroppedAndIsWantedAgainBeforeItLooked() {
		live(A, B);
		this.driver.on(new SessionEvent.Complained(507, this.driver.frames().getFirst().trace()));
		int told = this.driver.of(SessionAction.Tell.class).size();
		assertThat(told).isPositive();

		this.driver.want(A, B);

		assertThat(this.driver.of(SessionAction.Tell.class)).hasSize(2 * told);
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

	@ParameterizedTest
	@ValueSource(ints = { 401, 404, 519 })
	void triesARefusedKeyOrUrlOnceAndAgainAfterAQuarterOfAnHour(int status) {
		this.driver.want(A);
		this.driver.on(new SessionEvent.Refused(1, status));
		assertThat(this.driver.state()).isInstanceOf(SessionState.Rejected.class);
		assertThat(announced()).containsExactly(FeedState.REJECTED);

		this.driver.want();
		this.driver.want(B);
		this.driver.pass(Duration.ofMinutes(15).minusNanos(1));
		assertThat(this.driver.opens()).isEqualTo(1);
		this.driver.pass(Duration.ofNanos(1));
		assertThat(this.driver.opens()).isEqualTo(2);
	}

	@Test
	void leavesARefusedKeyAloneWhileNobodyWantsAnything() {
		this.driver.want(A);
		this.driver.on(new SessionEvent.Refused(1, 401));
		this.driver.want();
		this.driver.pass(Duration.ofDays(1));
		assertThat(this.driver.opens()).isEqualTo(1);

		this.driver.want(A);
		assertThat(this.driver.opens()).isEqualTo(2);
	}

	@ParameterizedTest
	@ValueSource(ints = { 508, 509, 510, 511, 514 })
	void givesUpASessionWhoseKeyIsRefusedInAFrame(int code) {
		live(A);
		this.driver.on(new SessionEvent.Complained(code, null));
		this.driver.closed(Failure.CONNECTION_LOST);

		assertThat(this.driver.state()).isInstanceOf(SessionState.Rejected.class);
		this.driver.pass(Duration.ofMinutes(14));
		assertThat(this.driver.opens()).isEqualTo(1);
	}

	@ParameterizedTest
	@ValueSource(ints = { 427, 429, 512 })
	void restsAMinuteWhereThePlanIsUsedUp(int code) {
		this.driver.want(A);
		this.driver.on(new SessionEvent.Refused(1, code));
		this.driver.pass(Duration.ofSeconds(60).minusNanos(1));
		assertThat(this.driver.opens()).isEqualTo(1);
		this.driver.pass(Duration.ofNanos(1));
		assertThat(this.driver.opens()).isEqualTo(2);

		this.driver.greet();
		this.driver.on(new SessionEvent.Complained(code, null));
		this.driver.closed(Failure.CONNECTION_LOST);
		this.driver.pass(Duration.ofSeconds(60).minusNanos(1));
		assertThat(this.driver.opens()).isEqualTo(2);
	}

	@Test
	void restsAFullMinuteWhereItSentTooMuch() {
		live(A);
		this.driver.passAlive(Duration.ofMinutes(5));
		this.driver.on(new SessionEvent.Complained(501, null));
		this.driver.pass(Duration.ofSeconds(1));
		this.driver.closed(Failure.CONNECTION_LOST);
		this.driver.pass(Duration.ofMinutes(1).minusNanos(1));
		assertThat(this.driver.opens()).isEqualTo(1);
		this.driver.pass(Duration.ofNanos(1));
		assertThat(this.driver.opens()).isEqualTo(2);
	}

	@Test
	void comesBackAtOnceWhereTheHeartbeatWasMissed() {
		live(A);
		this.driver.passAlive(Duration.ofMinutes(5));
		this.driver.on(new SessionEvent.Complained(513, null));
		this.driver.closed(Failure.CONNECTION_LOST);
		this.driver.pass(Duration.ofSeconds(1));

		assertThat(this.driver.opens()).isEqualTo(2);
		assertThat(this.driver.of(SessionAction.Report.class)).hasSize(1);
	}

	@Test
	void waitsLongerAfterEachFailureButNotLongerThanAMinute() {
		MachineDriver slowest = new MachineDriver(new LargestRandom());
		slowest.want(A);
		for (long seconds : new long[] { 1, 2, 4, 8, 16, 32, 60, 60, 60 }) {
			int opens = slowest.opens();
			slowest.closed(Failure.CONNECT_FAILED);
			slowest.pass(Duration.ofSeconds(seconds).minusMillis(1));
			assertThat(slowest.opens()).isEqualTo(opens);
			slowest.pass(Duration.ofMillis(2));
			assertThat(slowest.opens()).isEqualTo(opens + 1);
		}
	}

	@Test
	void forgetsFailuresAfterAHealthyMinuteAlone() {
		MachineDriver slowest = new MachineDriver(new LargestRandom());
		slowest.want(A);
		slowest.closed(Failure.CONNECT_FAILED);
		slowest.pass(Duration.ofSeconds(1));
		slowest.greet();
		slowest.passAlive(Duration.ofSeconds(55));
		slowest.closed(Failure.CONNECTION_LOST);
		slowest.pass(Duration.ofMillis(1990));
		assertThat(slowest.opens()).isEqualTo(2);
		slowest.pass(Duration.ofMillis(20));
		assertThat(slowest.opens()).isEqualTo(3);

		slowest.greet();
		slowest.passAlive(Duration.ofSeconds(60));
		slowest.closed(Failure.CONNECTION_LOST);
		slowest.pass(Duration.ofMillis(1010));
		assertThat(slowest.opens()).isEqualTo(4);
	}

	@Test
	void ignoresLateWordsOfAnOldConnection() {
		live(A);
		this.driver.closed(Failure.CONNECTION_LOST);
		this.driver.pass(Duration.ofSeconds(2));
		assertThat(this.driver.connection()).isEqualTo(2);

		this.driver.on(new SessionEvent.Closed(1, Failure.PROTOCOL_ERROR));
		this.driver.on(new SessionEvent.Refused(1, 401));
		this.driver.on(new SessionEvent.Opened(1));
		assertThat(this.driver.state()).isInstanceOf(SessionState.Connecting.class);
		this.driver.greet();
		assertThat(this.driver.state()).isInstanceOf(SessionState.Live.class);
	}

	@Test
	void staysAwayWhereDemandVanishesWhileItWaits() {
		live(A);
		this.driver.closed(Failure.CONNECTION_LOST);
		this.driver.want();
		this.driver.pass(Duration.ofHours(1));

		assertThat(this.driver.opens()).isEqualTo(1);
		assertThat(this.driver.state()).isInstanceOf(SessionState.Idle.class);
		assertThat(announced()).containsExactly(FeedState.UP, FeedState.DOWN, FeedState.OPENING);
	}

	@Test
	void letsDemandThatFlapsNotSetThePaceOfAttempts() {
		MachineDriver slowest = new MachineDriver(new LargestRandom());
		slowest.want(A);
		for (int i = 0; i < 8; i++) {
			slowest.closed(Failure.CONNECT_FAILED);
			slowest.pass(Duration.ofSeconds(61));
		}
		slowest.closed(Failure.CONNECT_FAILED);
		int opens = slowest.opens();
		for (int i = 0; i < 590; i++) {
			slowest.want();
			slowest.want(A);
			slowest.pass(Duration.ofMillis(100));
		}

		assertThat(slowest.opens()).isEqualTo(opens);
	}

	@Test
	void cancelsEverythingWhenNobodyWantsAnythingAndClosesAfterFiveMinutes() {
		live(A, B, C, topic("A", Channel.kline(Interval.ONE_DAY)));
		this.driver.ackAll();
		int asked = this.driver.frames().size();
		this.driver.pass(Duration.ofSeconds(1));
		this.driver.want();
		this.driver.pass(Duration.ofSeconds(1));

		List<ClientFrame> cancels = this.driver.frames().subList(asked, this.driver.frames().size());
		assertThat(cancels).hasSize(3);
		assertThat(cancels.stream().flatMap((frame) -> VendorModel.unsubscribes(frame).stream()))
			.containsExactlyInAnyOrder(A, B, C, topic("A", Channel.kline(Interval.ONE_DAY)));
		this.driver.ackAll();
		this.driver.passAlive(Duration.ofSeconds(295));
		assertThat(this.driver.of(SessionAction.Close.class)).isEmpty();
		this.driver.passAlive(Duration.ofSeconds(20));
		assertThat(this.driver.of(SessionAction.Close.class)).isNotEmpty();
		this.driver.closed(Failure.CONNECTION_LOST);
		assertThat(this.driver.state()).isInstanceOf(SessionState.Idle.class);
		this.driver.pass(Duration.ofDays(1));
		assertThat(this.driver.opens()).isEqualTo(1);
	}

	@Test
	void opensAgainWhereDemandReturnsDuringTheIdleClose() {
		live(A);
		this.driver.ackAll();
		this.driver.want();
		this.driver.pass(Duration.ofSeconds(1));
		this.driver.ackAll();
		this.driver.passAlive(Duration.ofSeconds(330));
		assertThat(this.driver.state()).isInstanceOf(SessionState.Closing.class);
		this.driver.want(A);
		this.driver.closed(Failure.CONNECTION_LOST);

		assertThat(this.driver.opens()).isEqualTo(2);
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
	void tellsTheStreamsAgainThatAreRefusedWhenTheFeedIsUpAgain() {
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
	void doesNotSpinWhileAFrameThatIsDueWaitsForItsPace() {
		live(A, B);
		this.driver.on(new SessionEvent.Complained(505, this.driver.frames().getFirst().trace()));

		assertThat(this.driver.machine.nextDelayNs(this.driver.nowNs())).isPositive();
		this.driver.pass(Duration.ofSeconds(1));
		assertThat(this.driver.frames()).hasSize(2);
	}

	@Test
	void cancelsWhatWasAskedForInVainAndIsNotWantedAnyMore() {
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

	@ParameterizedTest
	@ValueSource(ints = { 500, 524, 499 })
	void comesBackAfterAFaultOfTheServer(int code) {
		live(A);
		this.driver.on(new SessionEvent.Complained(code, null));
		this.driver.closed(Failure.CONNECTION_LOST);
		this.driver.pass(Duration.ofSeconds(1));

		assertThat(this.driver.opens()).isEqualTo(2);
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
	void hearsNoDataOfASessionThatItGaveUp() {
		this.driver.want(A);
		this.driver.greet();
		assertThat(this.driver.machine.onTick(A, this.driver.nowNs())).isTrue();
		this.driver.on(new SessionEvent.KeyChanged(ApiKey.of("another")));

		assertThat(this.driver.machine.onTick(A, this.driver.nowNs())).isFalse();
	}

	@Test
	void letsNoLastWordOfTheOldKeyCondemnTheNewOne() {
		this.driver.want(A);
		this.driver.greet();
		this.driver.on(new SessionEvent.KeyChanged(ApiKey.of("another")));
		this.driver.on(new SessionEvent.Complained(509, null));
		this.driver.closed(Failure.CONNECTION_LOST);
		assertThat(this.driver.opens()).isEqualTo(2);

		this.driver.on(new SessionEvent.KeyChanged(ApiKey.of("another")));
		assertThat(this.driver.state()).isInstanceOf(SessionState.Closing.class);
		this.driver.on(new SessionEvent.Refused(this.driver.connection(), 401));
		assertThat(this.driver.opens()).isEqualTo(3);
	}

	@Test
	void closesAgainWhatWasKeptFromClosing() {
		this.driver.want(A);
		this.driver.greet();
		this.driver.on(new SessionEvent.Complained(500, null));
		this.driver.pass(Duration.ofSeconds(25));

		assertThat(this.driver.of(SessionAction.Close.class)).hasSize(3);
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

	@ParameterizedTest
	@ValueSource(strings = { "dns_failed", "connect_refused", "tls_failed" })
	void countsNoAttemptThatTheVendorNeverSaw(String code) {
		Failure failure = Failure.NAMED.stream().filter((named) -> named.code().equals(code)).findFirst().orElseThrow();
		this.driver.want(A);
		for (int i = 0; i < 30; i++) {
			this.driver.closed(failure);
			while (!this.driver.isOpen()) {
				this.driver.pass(Duration.ofSeconds(1));
			}
		}

		assertThat(this.driver.machine.view(this.driver.nowNs()).reconnectsLastHour()).isEqualTo(1);
	}

	@Test
	void changesToAnotherKeyWithoutWaiting() {
		this.driver.want(A);
		this.driver.on(new SessionEvent.Refused(this.driver.connection(), 401));
		assertThat(this.driver.state()).isInstanceOf(SessionState.Rejected.class);
		this.driver.on(new SessionEvent.KeyChanged(ApiKey.of("another")));
		assertThat(this.driver.opens()).isEqualTo(2);

		this.driver.greet();
		this.driver.on(new SessionEvent.KeyChanged(ApiKey.of("another")));
		assertThat(this.driver.state()).isInstanceOf(SessionState.Closing.class);
		this.driver.closed(Failure.CONNECTION_LOST);
		assertThat(this.driver.opens()).isEqualTo(3);
	}

	@Test
	void closesAnIdleSessionOnTime() {
		this.driver.want(A);
		this.driver.greet();
		this.driver.ackAll();
		this.driver.passAlive(Duration.ofSeconds(7));
		this.driver.want();
		this.driver.ackAll();
		long idleSince = this.driver.elapsedNs();
		while (!(this.driver.state() instanceof SessionState.Closing)) {
			this.driver.passAlive(Duration.ofMillis(100));
		}

		assertThat(this.driver.elapsedNs() - idleSince).isBetween(Duration.ofMinutes(5).toNanos(),
				Duration.ofMinutes(5).plusSeconds(1).toNanos());
	}

	@Test
	void countsReconnectsOfTheLastHour() {
		this.driver.want(A);
		for (int i = 0; i < 5; i++) {
			this.driver.closed(Failure.CONNECT_FAILED);
			this.driver.pass(Duration.ofSeconds(20));
		}

		assertThat(this.driver.machine.view(this.driver.nowNs()).reconnectsLastHour())
			.isEqualTo(this.driver.opens() - 1);
		this.driver.pass(Duration.ofSeconds(1));
		assertThat(this.driver.machine.view(this.driver.nowNs() + 61 * MINUTE).reconnectsLastHour()).isZero();
	}

	private void live(Topic... topics) {
		this.driver.want(topics);
		this.driver.greet();
	}

	private List<FeedState> announced() {
		return this.driver.of(SessionAction.Announce.class)
			.stream()
			.map((done) -> ((SessionAction.Announce) done.action()).state())
			.toList();
	}

	private Failure lastFailure() {
		return ((SessionAction.Report) this.driver.of(SessionAction.Report.class).getLast().action()).failure();
	}

	private static Topic topic(String symbol, Channel channel) {
		return new Topic(Business.CRYPTO, symbol, channel);
	}

	/** Draws the largest number that it may. */
	private static final class LargestRandom implements RandomGenerator {

		@Override
		public long nextLong() {
			return Long.MAX_VALUE;
		}

		@Override
		public long nextLong(long origin, long bound) {
			return bound - 1;
		}

	}

}
