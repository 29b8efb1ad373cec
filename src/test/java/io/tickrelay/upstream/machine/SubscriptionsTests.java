package io.tickrelay.upstream.machine;

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

	private final Subscriptions subscriptions = new Subscriptions();

	private final RefusedTopics refusedTopics = new RefusedTopics(this.subscriptions);

	@Test
	void asksForWhatIsWantedOldestFirst() {
		want(C, A, B);

		assertThat(missing(0)).containsExactly(C, A, B);
		assertThat(this.subscriptions.surplus()).isEmpty();
	}

	@Test
	void asksOnceWhileAnAckIsAwaited() {
		hold("1", A);

		assertThat(missing(SECOND)).isEmpty();
		assertThat(this.subscriptions.heldCount()).isEqualTo(1);
	}

	@Test
	void asksAgainForATopicThatIsWantedWhileItIsReleased() {
		hold("1", A);
		want();
		this.subscriptions.onUnsubscribed(List.of(A), "2", SECOND);
		want(A);

		assertThat(missing(SECOND)).containsExactly(A);
		this.subscriptions.onSubscribed(List.of(A), "3", SECOND);
		this.subscriptions.onAck("2", 0);
		assertThat(this.subscriptions.heldCount()).isZero();
		assertThat(missing(SECOND)).isEmpty();
		this.subscriptions.onAck("3", 0);
		assertThat(this.subscriptions.heldCount()).isEqualTo(1);
	}

	@Test
	void takesAPushForAnAck() {
		want(A);
		this.subscriptions.onSubscribed(List.of(A), "1", 0);
		this.subscriptions.onTick(A, 1);

		assertThat(this.subscriptions.heldCount()).isEqualTo(1);
		this.subscriptions.onTime(60 * SECOND);
		assertThat(missing(60 * SECOND)).isEmpty();
		assertThat(this.refusedTopics.refuse("1", Cause.UPSTREAM_REFUSED, 0)).isEmpty();
	}

	@Test
	void asksAgainLaterAndLaterWhileAcksAreLost() {
		want(A);
		long now = 0;
		for (long timeout : new long[] { 10, 20, 40, 80, 160, 320, 320 }) {
			this.subscriptions.onSubscribed(missing(now), "at" + now, now);
			assertThat(this.subscriptions.nextDelayNs(now)).isEqualTo(timeout * SECOND);
			this.subscriptions.onTime(now + timeout * SECOND - 1);
			assertThat(missing(now + timeout * SECOND - 1)).isEmpty();
			now += timeout * SECOND;
			this.subscriptions.onTime(now);
			assertThat(missing(now)).containsExactly(A);
		}
	}

	@Test
	void asksForNoTimeWhereATopicIsDueAlready() {
		want(A);
		this.subscriptions.onSubscribed(List.of(A), "1", 0);
		this.subscriptions.onTime(10 * SECOND);

		assertThat(missing(10 * SECOND)).containsExactly(A);
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
		assertThat(this.subscriptions.surplus()).isEmpty();
		this.subscriptions.onTick(A, 11 * SECOND);
		this.subscriptions.onTick(A, 14 * SECOND);

		assertThat(this.subscriptions.surplus()).containsExactly(A);
	}

	@Test
	void cancelsLessAndLessWhatIsPushedHoweverOftenItIsCancelled() {
		hold("1", A);
		want();
		int cancels = 0;
		for (int second = 0; second < 3600; second++) {
			this.subscriptions.onTick(A, second * SECOND);
			if (!this.subscriptions.surplus().isEmpty()) {
				this.subscriptions.onUnsubscribed(List.of(A), "c" + second, second * SECOND);
				this.subscriptions.onAck("c" + second, 0);
				cancels++;
			}
		}

		assertThat(cancels).isBetween(5, 15);
	}

	@Test
	void takesOnePushOnItsWayForNoProofEachTime() {
		int cancels = 0;
		for (int round = 0; round < 20; round++) {
			long now = 20L * round * SECOND;
			want(A);
			this.subscriptions.onSubscribed(missing(now), "s" + round, now);
			this.subscriptions.onAck("s" + round, 0);
			want();
			this.subscriptions.onUnsubscribed(List.of(A), "u" + round, now);
			this.subscriptions.onAck("u" + round, 0);
			this.subscriptions.onTick(A, now + 1);
			cancels += this.subscriptions.surplus().size();
		}

		assertThat(cancels).isZero();
	}

	@Test
	void cancelsAndAsksAnewWhatIsToBeRenewed() {
		hold("1", A);
		this.subscriptions.renew(A);

		assertThat(missing(0)).isEmpty();
		assertThat(this.subscriptions.surplus()).containsExactly(A);
		this.subscriptions.onUnsubscribed(List.of(A), "2", 0);
		assertThat(this.subscriptions.surplus()).isEmpty();
		assertThat(missing(0)).containsExactly(A);
		this.subscriptions.onAck("2", 0);
		assertThat(this.subscriptions.isInterrupted(A)).as("even when the cancellation is done").isTrue();
		this.subscriptions.onSubscribed(List.of(A), "3", 0);
		assertThat(this.subscriptions.isInterrupted(A)).isFalse();
	}

	@Test
	void renewsNothingThatHasBegunToTickAgain() {
		hold("1", A);
		this.subscriptions.renew(A);
		this.subscriptions.onTick(A, 1);

		assertThat(this.subscriptions.surplus()).isEmpty();
		assertThat(this.subscriptions.isHeld(A)).isTrue();
	}

	@Test
	void cancelsWhatIsPushedThoughUnwanted() {
		want(A);
		this.subscriptions.onTick(B, 0);
		this.subscriptions.onTick(B, SECOND);
		assertThat(this.subscriptions.surplus()).as("it may have been on its way").isEmpty();
		this.subscriptions.onTick(B, 3 * SECOND);

		assertThat(this.subscriptions.surplus()).containsExactly(B);
	}

	@Test
	void keepsNoMoreStraysThanItsBound() {
		for (int i = 0; i < 5000; i++) {
			this.subscriptions.onTick(topic("X" + i, Channel.TRADE), 0);
		}
		this.subscriptions.onTick(topic("X4999", Channel.TRADE), 3 * SECOND);
		this.subscriptions.onTick(topic("X0", Channel.TRADE), 3 * SECOND);

		assertThat(this.subscriptions.surplus()).containsExactly(topic("X4999", Channel.TRADE));
	}

	@Test
	void hasNothingAfterASessionButKnowsWhatWasRefused() {
		hold("1", A);
		want(A, B, C);
		this.subscriptions.onSubscribed(List.of(B), "2", 0);
		this.subscriptions.onSubscribed(List.of(C), "3", 0);
		this.refusedTopics.refuse("3", Cause.UPSTREAM_REFUSED, 0);
		this.subscriptions.onSessionLost();

		assertThat(missing(0)).containsExactly(A, B);
		assertThat(this.refusedTopics.refused()).containsOnlyKeys(C).containsValue(Cause.UPSTREAM_REFUSED);
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

		this.refusedTopics.refuse("2", Cause.UPSTREAM_REFUSED, 0);
		assertThat(this.subscriptions.onlyIntervalOf("A")).isEqualTo(Interval.ONE_MINUTE);
	}

	private void hold(String trace, Topic topic) {
		want(topic);
		this.subscriptions.onSubscribed(List.of(topic), trace, 0);
		this.subscriptions.onAck(trace, 0);
	}

	private List<Topic> missing(long nowNs) {
		return this.subscriptions.missing(nowNs).stream().flatMap(List::stream).toList();
	}

	private void want(Topic... topics) {
		Set<Topic> wanted = new LinkedHashSet<>(List.of(topics));
		this.subscriptions.want(wanted);
	}

	private static Topic topic(String symbol, Channel channel) {
		return new Topic(Business.CRYPTO, symbol, channel);
	}

}
