package io.tickrelay.upstream.machine;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;

import io.tickrelay.hub.StreamStatus.Cause;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RefusedTopicsTests {

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	private static final Topic A = topic("A");

	private static final Topic B = topic("B");

	private static final Topic C = topic("C");

	private static final Topic D = topic("D");

	private final Subscriptions subscriptions = new Subscriptions();

	private final RefusedTopics refusedTopics = new RefusedTopics(this.subscriptions);

	@Test
	void refusesTheTopicsOfTheFrameAlone() {
		want(A, B);
		ask("tr-1", 0, A);
		ask("tr-2", 0, B);

		assertThat(refuse("tr-2", 0)).containsExactly(B);
		assertThat(refuse("tr-9", 0)).isEmpty();
		this.subscriptions.onAck("tr-1", 0);
		assertThat(this.subscriptions.heldCount()).isEqualTo(1);
		assertThat(missing(1000 * SECOND)).isEmpty();
	}

	@Test
	void matchesAComplaintWithoutTraceToTheOnlyUnansweredFrame() {
		want(A, B);
		ask("tr-1", 0, A);
		this.subscriptions.onAck("tr-1", 0);
		ask("tr-2", 0, B);

		assertThat(refuse("5f0c7f2e-of-the-vendor", 0)).containsExactly(B);
		assertThat(missing(60 * SECOND)).as("a guess is not for good").containsExactly(List.of(B));
	}

	@Test
	void blamesNoFrameWhereSeveralAreUnanswered() {
		want(A, B);
		ask("tr-1", 0, A);
		ask("tr-2", 0, B);

		assertThat(refuse(null, 0)).isEmpty();
		assertThat(refuse("5f0c7f2e-of-the-vendor", 0)).isEmpty();
	}

	@Test
	void refusesTheNewestUnansweredFrameWhenTooManySymbolsNameNone() {
		want(A, B, C, D);
		ask("tr-1", 0, A, B);
		ask("tr-2", 0, C, D);

		assertThat(this.refusedTopics.refuseNewest("5f0c7f2e-of-the-vendor", 0)).containsOnlyKeys(C, D);
	}

	@Test
	void blamesNoSubscriptionForACancellation() {
		want(A, B);
		ask("tr-1", 0, A);
		this.subscriptions.onAck("tr-1", 0);
		want(B);
		this.subscriptions.onUnsubscribed(List.of(A), "tr-2", 0);
		ask("tr-3", 0, B);

		assertThat(refuse(null, 0)).as("it may be about the cancellation").isEmpty();
		assertThat(refuse("tr-2", 0)).isEmpty();
	}

	@Test
	void asksForARefusedTopicWhenItIsWantedAnew() {
		want(A);
		ask("tr-1", 0, A);
		refuse("tr-1", 0);
		want();
		want(A);

		assertThat(missing(0)).containsExactly(List.of(A));
	}

	@Test
	void cancelsWhatWasPushedAlthoughItWasRefused() {
		want(A);
		ask("tr-1", 0, A);
		refuse("tr-1", 0);
		this.subscriptions.onTick(A, SECOND);
		want();

		assertThat(this.subscriptions.surplus()).containsExactly(A);
	}

	@Test
	void cancelsWhatMayStandBecauseItWasAskedForTwice() {
		want(A);
		ask("tr-1", 0, A);
		this.subscriptions.onTime(10 * SECOND);
		ask("tr-2", 10 * SECOND, A);
		refuse("tr-2", 10 * SECOND);
		assertThat(this.subscriptions.surplus()).isEmpty();
		want();

		assertThat(this.subscriptions.surplus()).containsExactly(A);
	}

	@Test
	void findsTheBadSymbolOfAFrameInHalves() {
		want(A, B, C, D);
		ask("tr-1", 0, A, B, C, D);

		assertThat(refuse("tr-1", 0)).containsExactly(A, B, C, D);
		assertThat(missing(10 * SECOND - 1)).isEmpty();
		assertThat(missing(10 * SECOND)).containsExactly(List.of(A, B), List.of(C, D));
		ask("tr-2", 10 * SECOND, A, B);
		ask("tr-3", 10 * SECOND, C, D);
		this.subscriptions.onAck("tr-2", 0);
		refuse("tr-3", 10 * SECOND);

		assertThat(this.refusedTopics.refused()).containsOnlyKeys(C, D);
		assertThat(missing(20 * SECOND)).containsExactly(List.of(C), List.of(D));
		ask("tr-4", 20 * SECOND, C);
		ask("tr-5", 20 * SECOND, D);
		refuse("tr-4", 20 * SECOND);
		this.subscriptions.onAck("tr-5", 0);

		assertThat(this.refusedTopics.refused()).containsOnlyKeys(C);
		assertThat(this.subscriptions.heldCount()).isEqualTo(3);
		assertThat(missing(10_000 * SECOND)).isEmpty();
		assertThat(this.subscriptions.nextDelayNs(20 * SECOND)).isEqualTo(Long.MAX_VALUE);
	}

	@Test
	void refusesTheNewestHalfAndAsksForTheOthersAgain() {
		want(A, B, C, D);
		ask("tr-1", 0, A, B, C, D);

		assertThat(this.refusedTopics.refuseNewest("tr-1", SECOND)).containsOnlyKeys(C, D).containsValue(Cause.QUOTA);
		assertThat(missing(SECOND)).containsExactly(List.of(A, B));
	}

	@Test
	void refusesASingleSymbolThatDoesNotFit() {
		want(A);
		ask("tr-1", 0, A);

		assertThat(this.refusedTopics.refuseNewest("tr-1", 0)).containsOnlyKeys(A);
		assertThat(missing(3600 * SECOND - 1)).isEmpty();
		assertThat(missing(3600 * SECOND)).containsExactly(List.of(A));
	}

	@Test
	void asksForTheOldestThatHadNoRoomWhenSomeIsMade() {
		want(A, B, C, D);
		ask("tr-1", 0, A, B, C, D);
		this.refusedTopics.refuseNewest("tr-1", 0);
		ask("tr-2", 0, A, B);
		this.subscriptions.onAck("tr-2", 0);
		this.refusedTopics.onTime(SECOND);
		assertThat(missing(SECOND)).isEmpty();

		want(B, C, D);
		this.subscriptions.onUnsubscribed(List.of(A), "tr-3", SECOND);
		this.subscriptions.onAck("tr-3", 0);
		this.refusedTopics.onTime(SECOND);

		assertThat(missing(SECOND)).containsExactly(List.of(C));
		assertThat(this.refusedTopics.refused()).containsOnlyKeys(C, D);
	}

	@Test
	void findsRoomThatWasMadeWhileNoSessionWasOpen() {
		want(A, B, C);
		ask("tr-1", 0, A, B);
		this.subscriptions.onAck("tr-1", 0);
		ask("tr-2", 0, C);
		this.refusedTopics.refuseNewest("tr-2", 0);
		this.subscriptions.onSessionLost();
		want(C);
		this.subscriptions.onSession();
		this.refusedTopics.onTime(SECOND);

		assertThat(missing(SECOND)).containsExactly(List.of(C));
	}

	@Test
	void seesNoRoomInAReconnectAlone() {
		want(A, B, C);
		ask("tr-1", 0, A, B);
		this.subscriptions.onAck("tr-1", 0);
		ask("tr-2", 0, C);
		this.refusedTopics.refuseNewest("tr-2", 0);
		this.subscriptions.onSessionLost();
		this.subscriptions.onSession();
		this.refusedTopics.onTime(SECOND);

		assertThat(missing(SECOND)).containsExactly(List.of(A, B));
	}

	@Test
	void cancelsWhatMayStandThroughASecondRefusal() {
		want(A, B);
		ask("tr-1", 0, A, B);
		this.subscriptions.onTime(10 * SECOND);
		ask("tr-2", 10 * SECOND, A, B);
		refuse("tr-2", 10 * SECOND);
		ask("tr-3", 20 * SECOND, A);
		refuse("tr-3", 20 * SECOND);
		want(B);

		assertThat(this.subscriptions.surplus()).containsExactly(A);
	}

	@Test
	void asksAgainAfterTwoFourUpToThirtySecondsBeforeItRefuses() {
		want(A, B);
		long now = 0;
		for (long delay : new long[] { 2, 4, 8, 16, 30 }) {
			ask("tr-" + now, now, A, B);
			assertThat(this.refusedTopics.askAgain("tr-" + now, now)).isEmpty();
			assertThat(missing(now + delay * SECOND - 1)).isEmpty();
			now += delay * SECOND;
			assertThat(missing(now)).containsExactly(List.of(A, B));
		}
		ask("tr-last", now, A, B);
		assertThat(this.refusedTopics.askAgain("tr-last", now)).containsOnlyKeys(B);
		assertThat(missing(now)).containsExactly(List.of(A));
		ask("tr-rest", now, A);
		this.subscriptions.onAck("tr-rest", 0);

		assertThat(missing(now + 900 * SECOND - 1)).isEmpty();
		assertThat(missing(now + 900 * SECOND)).as("whoever held the plan's share may be gone")
			.containsExactly(List.of(B));
	}

	@Test
	void spendsNoTryForTheQuotaOnALostAck() {
		want(A);
		long now = 0;
		for (int lost = 0; lost < 6; lost++) {
			ask("tr-" + lost, now, A);
			now += 1000 * SECOND;
			this.subscriptions.onTime(now);
		}
		ask("tr-7", now, A);

		assertThat(this.refusedTopics.askAgain("tr-7", now)).isEmpty();
		assertThat(missing(now + 2 * SECOND)).containsExactly(List.of(A));
	}

	@Test
	void forgetsEverythingForAnotherKey() {
		want(A);
		ask("tr-1", 0, A);
		refuse("tr-1", 0);
		this.refusedTopics.forget(SECOND);

		assertThat(this.refusedTopics.refused()).isEmpty();
		assertThat(missing(SECOND)).containsExactly(List.of(A));
	}

	private List<Topic> refuse(@Nullable String trace, long nowNs) {
		return List.copyOf(this.refusedTopics.refuse(trace, Cause.UPSTREAM_REFUSED, nowNs).keySet());
	}

	private List<List<Topic>> missing(long nowNs) {
		return this.subscriptions.missing(nowNs);
	}

	private void ask(String trace, long nowNs, Topic... topics) {
		this.subscriptions.onSubscribed(List.of(topics), trace, nowNs);
	}

	private void want(Topic... topics) {
		this.subscriptions.want(new LinkedHashSet<>(List.of(topics)));
	}

	private static Topic topic(String symbol) {
		return new Topic(Business.CRYPTO, symbol, Channel.TRADE);
	}

}
