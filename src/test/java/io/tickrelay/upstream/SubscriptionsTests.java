package io.tickrelay.upstream;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.tickrelay.hub.StreamStatus.Cause;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.Topic;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SubscriptionsTests {

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	private static final Topic A = topic("A", Channel.TRADE);

	private static final Topic B = topic("B", Channel.TRADE);

	private static final Topic C = topic("C", Channel.TRADE);

	private static final Topic D = topic("D", Channel.TRADE);

	private final Subscriptions subscriptions = new Subscriptions();

	@Test
	void asksForWhatIsWantedOldestFirst() {
		want(C, A, B);

		assertThat(this.subscriptions.missing(0)).containsExactly(C, A, B);
		assertThat(this.subscriptions.surplus()).isEmpty();
	}

	@Test
	void asksOnceWhileAnAckIsAwaited() {
		hold("1", A);

		assertThat(this.subscriptions.missing(SECOND)).isEmpty();
		assertThat(this.subscriptions.heldCount()).isEqualTo(1);
	}

	@Test
	void asksAgainForATopicThatIsWantedWhileItIsReleased() {
		hold("1", A);
		want();
		this.subscriptions.onUnsubscribed(List.of(A), "2", SECOND);
		want(A);

		assertThat(this.subscriptions.missing(SECOND)).containsExactly(A);
		this.subscriptions.onSubscribed(List.of(A), "3", SECOND);
		this.subscriptions.onAck("2");
		assertThat(this.subscriptions.heldCount()).isZero();
		assertThat(this.subscriptions.missing(SECOND)).isEmpty();
		this.subscriptions.onAck("3");
		assertThat(this.subscriptions.heldCount()).isEqualTo(1);
	}

	@Test
	void takesAPushForAnAck() {
		want(A);
		this.subscriptions.onSubscribed(List.of(A), "1", 0);
		this.subscriptions.onTick(A, 1);

		assertThat(this.subscriptions.heldCount()).isEqualTo(1);
		this.subscriptions.onTime(60 * SECOND);
		assertThat(this.subscriptions.missing(60 * SECOND)).isEmpty();
		assertThat(this.subscriptions.refuse("1", Cause.UPSTREAM_REFUSED)).isEmpty();
	}

	@Test
	void asksAgainLaterAndLaterWhileAcksAreLost() {
		want(A);
		long now = 0;
		for (long timeout : new long[] { 10, 20, 40, 80, 160, 320, 320 }) {
			this.subscriptions.onSubscribed(this.subscriptions.missing(now), "at" + now, now);
			assertThat(this.subscriptions.nextDelayNs(now)).isEqualTo(timeout * SECOND);
			this.subscriptions.onTime(now + timeout * SECOND - 1);
			assertThat(this.subscriptions.missing(now + timeout * SECOND - 1)).isEmpty();
			now += timeout * SECOND;
			this.subscriptions.onTime(now);
			assertThat(this.subscriptions.missing(now)).containsExactly(A);
		}
	}

	@Test
	void asksForNoTimeWhereATopicIsDueAlready() {
		want(A);
		this.subscriptions.onSubscribed(List.of(A), "1", 0);
		this.subscriptions.onTime(10 * SECOND);

		assertThat(this.subscriptions.missing(10 * SECOND)).containsExactly(A);
		assertThat(this.subscriptions.nextDelayNs(10 * SECOND)).isEqualTo(Long.MAX_VALUE);
	}

	@Test
	void cancelsWhatMayStandAlthoughItsAckWasLost() {
		want(A);
		this.subscriptions.onSubscribed(List.of(A), "1", 0);
		this.subscriptions.onTime(10 * SECOND);
		want();

		assertThat(this.subscriptions.surplus()).containsExactly(A);
		assertThat(this.subscriptions.isAtRest()).isFalse();
	}

	@Test
	void cancelsWhatBecameUnwantedBeforeItsAckWasOverdue() {
		want(A);
		this.subscriptions.onSubscribed(List.of(A), "1", 0);
		want();
		this.subscriptions.onTime(10 * SECOND);

		assertThat(this.subscriptions.surplus()).containsExactly(A);
		assertThat(this.subscriptions.isAtRest()).isFalse();
	}

	@Test
	void believesACancellationWhoseAckIsLostWhenTheDataEnds() {
		hold("1", A);
		want();
		this.subscriptions.onUnsubscribed(List.of(A), "2", 0);
		this.subscriptions.onTick(A, SECOND);
		this.subscriptions.onTime(10 * SECOND);

		assertThat(this.subscriptions.isAtRest()).isTrue();
	}

	@Test
	void cancelsAgainWhatIsPushedOn() {
		hold("1", A);
		want();
		this.subscriptions.onUnsubscribed(List.of(A), "2", 0);
		this.subscriptions.onTick(A, 3 * SECOND);
		this.subscriptions.onTime(10 * SECOND);

		assertThat(this.subscriptions.surplus()).containsExactly(A);
	}

	@Test
	void refusesTheTopicsOfTheFrameAlone() {
		want(A, B);
		this.subscriptions.onSubscribed(List.of(A), "1", 0);
		this.subscriptions.onSubscribed(List.of(B), "2", 0);

		assertThat(this.subscriptions.refuse("2", Cause.UPSTREAM_REFUSED)).containsExactly(B);
		assertThat(this.subscriptions.refuse(null, Cause.UPSTREAM_REFUSED)).isEmpty();
		assertThat(this.subscriptions.refuse("none of ours", Cause.UPSTREAM_REFUSED)).isEmpty();
		this.subscriptions.onAck("1");
		assertThat(this.subscriptions.heldCount()).isEqualTo(1);
		assertThat(this.subscriptions.missing(1000 * SECOND)).isEmpty();
	}

	@Test
	void asksForARefusedTopicWhenItIsWantedAnew() {
		want(A);
		this.subscriptions.onSubscribed(List.of(A), "1", 0);
		this.subscriptions.refuse("1", Cause.UPSTREAM_REFUSED);
		want();
		want(A);

		assertThat(this.subscriptions.missing(0)).containsExactly(A);
	}

	@Test
	void cancelsWhatWasPushedAlthoughItWasRefused() {
		want(A);
		this.subscriptions.onSubscribed(List.of(A), "1", 0);
		this.subscriptions.refuse("1", Cause.UPSTREAM_REFUSED);
		this.subscriptions.onTick(A, SECOND);
		want();

		assertThat(this.subscriptions.surplus()).containsExactly(A);
	}

	@Test
	void refusesTheNewestHalfAndAsksForTheOthersAgain() {
		want(A, B, C, D);
		this.subscriptions.onSubscribed(List.of(A, B, C, D), "1", 0);

		assertThat(this.subscriptions.refuseNewest("1", SECOND)).containsExactly(C, D);
		assertThat(this.subscriptions.missing(SECOND)).containsExactly(A, B);
	}

	@Test
	void refusesASingleSymbolThatDoesNotFit() {
		want(A);
		this.subscriptions.onSubscribed(List.of(A), "1", 0);

		assertThat(this.subscriptions.refuseNewest("1", SECOND)).containsExactly(A);
		assertThat(this.subscriptions.missing(SECOND)).isEmpty();
	}

	@Test
	void asksAgainAfterTwoFourUpToThirtyTwoSecondsBeforeItRefuses() {
		want(A, B);
		long now = 0;
		for (long delay : new long[] { 2, 4, 8, 16, 32 }) {
			this.subscriptions.onSubscribed(this.subscriptions.missing(now), "at" + now, now);
			assertThat(this.subscriptions.askAgain("at" + now, now)).isEmpty();
			assertThat(this.subscriptions.missing(now + delay * SECOND - 1)).isEmpty();
			now += delay * SECOND;
			assertThat(this.subscriptions.missing(now)).containsExactly(A, B);
		}
		this.subscriptions.onSubscribed(List.of(A, B), "last", now);
		assertThat(this.subscriptions.askAgain("last", now)).containsExactly(B);
		assertThat(this.subscriptions.missing(now)).containsExactly(A);
	}

	@Test
	void hasNothingAfterASessionButKnowsWhatWasRefused() {
		hold("1", A);
		want(A, B, C);
		this.subscriptions.onSubscribed(List.of(B), "2", 0);
		this.subscriptions.onSubscribed(List.of(C), "3", 0);
		this.subscriptions.refuse("3", Cause.UPSTREAM_REFUSED);
		this.subscriptions.onSessionLost();

		assertThat(this.subscriptions.missing(0)).containsExactly(A, B);
		assertThat(this.subscriptions.refused()).containsOnlyKeys(C).containsValue(Cause.UPSTREAM_REFUSED);
	}

	@Test
	void knowsTheOnlyIntervalThatStands() {
		Topic minute = topic("A", Channel.kline(Interval.ONE_MINUTE));
		Topic hour = topic("A", Channel.kline(Interval.ONE_HOUR));
		want(A, minute);
		assertThat(this.subscriptions.onlyIntervalOf("A")).isNull();
		this.subscriptions.onSubscribed(List.of(A, minute), "1", 0);
		assertThat(this.subscriptions.onlyIntervalOf("A")).isEqualTo(Interval.ONE_MINUTE);
		assertThat(this.subscriptions.onlyIntervalOf("B")).isNull();

		want(A, minute, hour);
		this.subscriptions.onSubscribed(List.of(hour), "2", 0);
		assertThat(this.subscriptions.onlyIntervalOf("A")).isNull();

		this.subscriptions.refuse("2", Cause.UPSTREAM_REFUSED);
		assertThat(this.subscriptions.onlyIntervalOf("A")).isEqualTo(Interval.ONE_MINUTE);
	}

	private void hold(String trace, Topic topic) {
		want(topic);
		this.subscriptions.onSubscribed(List.of(topic), trace, 0);
		this.subscriptions.onAck(trace);
	}

	private void want(Topic... topics) {
		Set<Topic> wanted = new LinkedHashSet<>(List.of(topics));
		this.subscriptions.want(wanted);
	}

	private static Topic topic(String symbol, Channel channel) {
		return new Topic(Business.CRYPTO, symbol, channel);
	}

}
