package io.tickrelay.demand;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.tickrelay.tick.Business;
import io.tickrelay.tick.Topic;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

class DemandTests extends DemandFixture {

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
	void listenersHearInOrderOfRegistrationOncePerBusinessAndCall() {
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

}
