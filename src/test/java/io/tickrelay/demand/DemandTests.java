package io.tickrelay.demand;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Topic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

class DemandTests {

	private static final Duration LINGER = Duration.ofSeconds(30);

	private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	private final List<Topic> added = new ArrayList<>();

	private final List<String> heard = new ArrayList<>();

	private Demand demand = demand(10, 10, LINGER);

	@AfterEach
	void stop() {
		this.time.dispose();
	}

	@Test
	void aTopicIsWantedWhileALeaseHoldsIt() {
		Lease one = this.demand.lease();
		Lease two = this.demand.lease();
		one.add(List.of(trade("A")));
		two.add(List.of(trade("A"), trade("B")));
		assertThat(this.demand.holders(trade("A"))).isEqualTo(2);
		assertThat(this.demand.heldTopics()).isEqualTo(2);
		one.close();
		assertThat(this.demand.holders(trade("A"))).isOne();
		assertThat(this.demand.lingeringTopics()).isZero();
		two.remove(List.of(trade("A")));
		assertThat(this.demand.holders(trade("A"))).isZero();
		assertThat(this.demand.lingeringTopics()).isOne();
		assertThat(this.demand.wanted(Business.CRYPTO)).containsExactlyInAnyOrder(trade("A"), trade("B"));
		assertThat(this.demand.wanted(Business.STOCK)).isEmpty();
	}

	@Test
	void holdingATopicTwiceIsHoldingItOnce() {
		Lease lease = this.demand.lease();
		lease.add(List.of(trade("A"), trade("A")));
		Lease.Admission again = lease.add(List.of(trade("A")));
		assertThat(again.held()).containsExactly(trade("A"));
		assertThat(this.demand.holders(trade("A"))).isOne();
		lease.remove(List.of(trade("A"), trade("A"), trade("B")));
		assertThat(this.demand.holders(trade("A"))).isZero();
		assertThat(this.demand.lingeringTopics()).isOne();
	}

	@Test
	void aTopicOutlivesItsLastLeaseByTheLingerAndNoLonger() {
		held(trade("A")).close();
		this.time.advanceTimeBy(LINGER.minusNanos(1));
		assertThat(this.demand.wanted(Business.CRYPTO)).containsExactly(trade("A"));
		this.time.advanceTimeBy(Duration.ofNanos(1));
		assertThat(this.demand.wanted(Business.CRYPTO)).isEmpty();
		assertThat(this.demand.lingeringTopics()).isZero();
		assertThat(this.heard).containsExactly("crypto changed", "crypto:A@trade dropped", "crypto changed");
	}

	@Test
	void whoComesBackWithinTheLingerCausesNoChange() {
		held(trade("A")).close();
		this.time.advanceTimeBy(LINGER.dividedBy(2));
		held(trade("A"));
		this.time.advanceTimeBy(LINGER.multipliedBy(10));
		assertThat(this.demand.wanted(Business.CRYPTO)).containsExactly(trade("A"));
		assertThat(this.heard).containsExactly("crypto changed");
	}

	@Test
	void whoComesBackAndLeavesAgainStartsTheLingerAnew() {
		held(trade("A")).close();
		this.time.advanceTimeBy(LINGER.dividedBy(2));
		held(trade("A")).close();
		this.time.advanceTimeBy(LINGER.minusNanos(1));
		assertThat(this.demand.wanted(Business.CRYPTO)).containsExactly(trade("A"));
		this.time.advanceTimeBy(Duration.ofNanos(1));
		assertThat(this.demand.wanted(Business.CRYPTO)).isEmpty();
		assertThat(this.heard).containsExactly("crypto changed", "crypto:A@trade dropped", "crypto changed");
	}

	@Test
	void withoutALingerATopicIsDroppedAtOnce() {
		this.demand = demand(10, 10, Duration.ZERO);
		Lease lease = held(trade("A"), depth("A"));
		lease.remove(List.of(depth("A")));
		assertThat(this.demand.wanted(Business.CRYPTO)).containsExactly(trade("A"));
		lease.close();
		assertThat(this.demand.wanted(Business.CRYPTO)).isEmpty();
		assertThat(this.time.getScheduledTaskCount()).isZero();
		assertThat(this.heard).containsExactly("crypto changed", "crypto:A@depth dropped", "crypto changed",
				"crypto:A@trade dropped", "crypto changed");
	}

	@Test
	void aSymbolBeyondTheQuotaOfItsBusinessIsRefusedAndNothingElseIsTouched() {
		this.demand = demand(2, 3, LINGER);
		held(trade("A"), trade("B"));
		Lease.Admission admission = this.demand.lease().add(List.of(trade("C"), depth("A"), trade("B")));
		assertThat(admission.held()).containsExactly(depth("A"), trade("B"));
		assertThat(admission.overQuota()).containsExactly(trade("C"));
		assertThat(this.demand.wanted(Business.CRYPTO)).containsExactly(trade("A"), trade("B"), depth("A"));
	}

	@Test
	void theTotalBoundsAllBusinessesTogether() {
		this.demand = demand(2, 3, LINGER);
		held(trade("A"), trade("B"), stock("A"));
		assertThat(this.demand.lease().add(List.of(stock("B"))).overQuota()).containsExactly(stock("B"));
		assertThat(this.demand.lease().add(List.of(depth("B"))).held()).containsExactly(depth("B"));
	}

	@Test
	void aLingeringTopicGivesUpItsSlotLeastRecentlyUsedFirst() {
		this.demand = demand(3, 3, LINGER);
		Lease a = held(trade("A"));
		Lease b = held(trade("B"));
		Lease c = held(trade("C"));
		b.close();
		a.close();
		c.close();
		held(trade("B")).close();
		// Oldest first: A, C, B.
		held(trade("D"));
		assertThat(this.demand.wanted(Business.CRYPTO)).containsExactly(trade("D"), trade("C"), trade("B"));
		held(trade("E"));
		assertThat(this.demand.wanted(Business.CRYPTO)).containsExactly(trade("D"), trade("E"), trade("B"));
		held(trade("F"));
		assertThat(this.demand.lease().add(List.of(trade("G"))).overQuota()).containsExactly(trade("G"));
		this.time.advanceTimeBy(LINGER);
		assertThat(this.demand.wanted(Business.CRYPTO)).containsExactly(trade("D"), trade("E"), trade("F"));
	}

	@Test
	void aLingeringTopicKeepsItsSlotWhileItsSymbolIsHeldOtherwise() {
		this.demand = demand(2, 2, LINGER);
		held(depth("A"));
		held(trade("A")).close();
		held(trade("B"), depth("B")).close();
		held(trade("C"));
		assertThat(this.demand.wanted(Business.CRYPTO)).containsExactly(depth("A"), trade("C"), trade("A"));
		assertThat(this.demand.lease().add(List.of(trade("D"))).overQuota()).containsExactly(trade("D"));
		assertThat(this.demand.wanted(Business.CRYPTO)).contains(trade("A"));
	}

	@Test
	void aFullBusinessTakesASlotOfItsOwnAndNotOfAnother() {
		this.demand = demand(1, 2, LINGER);
		held(stock("A")).close();
		held(trade("A")).close();
		held(trade("B"));
		assertThat(this.demand.wanted(Business.STOCK)).containsExactly(stock("A"));
		assertThat(this.demand.wanted(Business.CRYPTO)).containsExactly(trade("B"));
	}

	@Test
	void anEvictedTopicsTimerEndsNothingLater() {
		this.demand = demand(1, 1, LINGER);
		held(trade("A")).close();
		held(trade("B")).close();
		held(trade("A"));
		this.time.advanceTimeBy(LINGER.multipliedBy(3));
		assertThat(this.demand.wanted(Business.CRYPTO)).containsExactly(trade("A"));
	}

	@Test
	void aSlotIsFreeAgainWhenTheLingerIsOver() {
		this.demand = demand(1, 1, LINGER);
		for (int i = 0; i < 10; i++) {
			Lease lease = held(trade("S" + i), depth("S" + i));
			assertThat(this.demand.lease().add(List.of(trade("X"))).overQuota()).containsExactly(trade("X"));
			lease.close();
			this.time.advanceTimeBy(LINGER);
		}
	}

	@Test
	void closingTwiceIsClosingOnce() {
		Lease other = held(trade("A"));
		Lease lease = held(trade("A"));
		lease.close();
		lease.close();
		assertThat(this.demand.holders(trade("A"))).isOne();
		other.close();
		lease.close();
		assertThat(this.demand.lingeringTopics()).isOne();
	}

	@Test
	void nothingCanBeAddedToAClosedLease() {
		Lease lease = held(trade("A"));
		lease.close();
		assertThat(lease.add(List.of(trade("A"), trade("B"))).held()).isEmpty();
		lease.remove(List.of(trade("A")));
		assertThat(this.demand.heldTopics()).isZero();
		assertThat(this.demand.wanted(Business.CRYPTO)).containsExactly(trade("A"));
	}

	@Test
	void listenersHearInTheOrderOfRegistrationAndOnceABusinessAndCall() {
		this.demand.addListener(listener("second: "));
		held(trade("A"), trade("B"), stock("A"));
		assertThat(this.heard).containsExactly("crypto changed", "second: crypto changed", "stock changed",
				"second: stock changed");
	}

	@Test
	void aListenerReadsTheLevelThatItIsToldOf() {
		List<Set<Topic>> levels = new ArrayList<>();
		Demand watched = demand(10, 10, Duration.ZERO);
		watched.addListener(new DemandListener() {
			@Override
			public void wantedChanged(Business business) {
				levels.add(watched.wanted(business));
			}

			@Override
			public void dropped(Topic topic) {
				assertThat(watched.holders(topic)).isZero();
			}
		});
		Lease lease = watched.lease();
		lease.add(List.of(trade("A"), trade("B")));
		lease.close();
		assertThat(levels).containsExactly(Set.of(trade("A"), trade("B")), Set.of());
	}

	@Test
	void tellsOfATopicOnceWhileItIsWanted() {
		Lease lease = held(trade("A"));
		held(trade("A"));
		assertThat(this.added).containsExactly(trade("A"));
		lease.close();
		assertThat(this.added).containsExactly(trade("A"));
	}

	@Test
	void aLeaseClosesInFullAfterTheTimerHasStopped() {
		Lease lease = held(trade("A"), trade("B"));
		this.time.dispose();
		assertThatCode(lease::close).doesNotThrowAnyException();
		assertThat(this.demand.heldTopics()).isZero();
		assertThat(this.demand.wanted(Business.CRYPTO)).isEmpty();
	}

	@Test
	void tellsTheHoldersOfAllThatIsWantedAtOnce() {
		Lease one = held(trade("A"), trade("B"));
		held(trade("A"));
		one.remove(List.of(trade("B")));
		assertThat(this.demand.holders()).containsOnly(Map.entry(trade("A"), 2), Map.entry(trade("B"), 0));
	}

	@Test
	void allOrNothingLeavesNoTraceWhereThereIsNoRoomForAll() {
		this.demand = demand(3, 3, LINGER);
		held(trade("A"));
		held(trade("B")).close();
		Lease lease = this.demand.lease();
		assertThat(lease.addAll(List.of(trade("A"), trade("C"), trade("D"), trade("E")))).isFalse();
		assertThat(this.demand.wanted(Business.CRYPTO)).containsExactly(trade("A"), trade("B"));
		assertThat(this.demand.holders(trade("A"))).isOne();
		assertThat(this.demand.lingeringTopics()).isOne();
		assertThat(this.heard).containsExactly("crypto changed", "crypto changed");
		assertThat(lease.addAll(List.of(trade("A"), trade("C"), trade("D")))).isTrue();
		assertThat(this.demand.wanted(Business.CRYPTO)).containsExactly(trade("A"), trade("C"), trade("D"));
		assertThat(lease.addAll(List.of(trade("C"), depth("D")))).isTrue();
		assertThat(lease.addAll(List.of(trade("C"), stock("A")))).isFalse();
		lease.close();
		assertThat(lease.addAll(List.of(trade("A")))).isFalse();
		assertThat(this.demand.heldTopics()).isOne();
	}

	@Test
	void allOrNothingTakesNoSlotOfALingeringTopicThatItWantsItself() {
		this.demand = demand(2, 2, LINGER);
		held(trade("A")).close();
		held(trade("B")).close();
		assertThat(this.demand.lease().addAll(List.of(trade("C"), trade("B")))).isTrue();
		assertThat(this.demand.wanted(Business.CRYPTO)).containsExactlyInAnyOrder(trade("B"), trade("C"));
		assertThat(this.heard).doesNotContain("crypto:B@trade dropped");
		assertThat(this.demand.lease().addAll(List.of(depth("B"), stock("B")))).isFalse();
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4 })
	void allIsAdmittedExactlyWhereEachAloneIsOneAfterTheOther(long seed) {
		Random random = new Random(seed);
		int refused = 0;
		for (int round = 0; round < 500; round++) {
			Demand one = demand(4, 6, LINGER);
			Demand other = demand(4, 6, LINGER);
			for (int step = 0; step < 6; step++) {
				List<Topic> topics = some(random);
				boolean stays = random.nextBoolean();
				for (Demand each : List.of(one, other)) {
					Lease lease = each.lease();
					lease.add(topics);
					if (!stays) {
						lease.close();
					}
				}
			}
			List<Topic> topics = some(random);
			boolean admitted = one.lease().addAll(topics);
			assertThat(admitted).as(topics.toString()).isEqualTo(other.lease().add(topics).overQuota().isEmpty());
			refused += admitted ? 0 : 1;
		}
		assertThat(refused).isBetween(50, 450);
	}

	private static List<Topic> some(Random random) {
		List<Topic> topics = new ArrayList<>();
		for (int i = random.nextInt(1, 4); i > 0; i--) {
			String symbol = String.valueOf((char) ('A' + random.nextInt(5)));
			topics.add(switch (random.nextInt(3)) {
				case 0 -> trade(symbol);
				case 1 -> depth(symbol);
				default -> stock(symbol);
			});
		}
		return topics;
	}

	private Lease held(Topic... topics) {
		Lease lease = this.demand.lease();
		assertThat(lease.add(List.of(topics)).overQuota()).isEmpty();
		return lease;
	}

	private Demand demand(int perBusiness, int total, Duration linger) {
		Demand created = new Demand(new DemandLimits(perBusiness, total, linger), this.time);
		created.addListener(listener(""));
		return created;
	}

	private DemandListener listener(String prefix) {
		return new DemandListener() {
			@Override
			public void wantedChanged(Business business) {
				DemandTests.this.heard.add(prefix + business + " changed");
			}

			@Override
			public void added(Topic topic) {
				DemandTests.this.added.add(topic);
			}

			@Override
			public void dropped(Topic topic) {
				DemandTests.this.heard.add(prefix + topic + " dropped");
			}
		};
	}

	private static Topic trade(String symbol) {
		return new Topic(Business.CRYPTO, symbol, Channel.TRADE);
	}

	private static Topic depth(String symbol) {
		return new Topic(Business.CRYPTO, symbol, Channel.DEPTH);
	}

	private static Topic stock(String symbol) {
		return new Topic(Business.STOCK, symbol, Channel.TRADE);
	}

}
