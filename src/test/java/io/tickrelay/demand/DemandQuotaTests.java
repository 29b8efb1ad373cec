package io.tickrelay.demand;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.tickrelay.tick.Business;
import io.tickrelay.tick.Topic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Quotas, and the room that lingering topics give up.
 */
class DemandQuotaTests extends DemandFixture {

	@Test
	void aSymbolBeyondItsBusinesssQuotaIsRefusedAlone() {
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
	void aFullBusinessTakesASlotOfItsOwnOnly() {
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
	void allOrNothingLeavesNoTraceWithoutRoomForAll() {
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
	void allOrNothingKeepsTheSlotOfALingeringTopicItWants() {
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

}
