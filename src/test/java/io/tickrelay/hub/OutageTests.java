package io.tickrelay.hub;

import java.time.Duration;
import java.util.List;

import io.tickrelay.demand.Demand;
import io.tickrelay.demand.DemandLimits;
import io.tickrelay.demand.Lease;
import io.tickrelay.hub.LaneDriver.Client;
import io.tickrelay.hub.TestFormat.Gap;
import io.tickrelay.hub.outbox.Delivery;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Topic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients are told that ticks may have been lost upstream: which ones, when, and how
 * often.
 */
class OutageTests extends OutageFixture {

	private static final Topic B = Ticks.crypto("B");

	@ParameterizedTest
	@MethodSource("deliveries")
	void theFirstTickAfterAnOutageFollowsLiveAndAGap(Delivery delivery) {
		Client client = this.driver.join(delivery, A);
		ticks(A, 3);
		client.heard();
		outage();
		ticks(A, 2);
		assertThat(client.heard()).extracting(OutageTests::word)
			.containsExactly("STALE UPSTREAM_DOWN", "STALE RECONNECTING", "LIVE", "gap 3 4", "tick 4", "tick 5");
	}

	@Test
	void aRejectedKeyIsAnOutageToo() {
		Client client = this.driver.join(A);
		ticks(A, 1);
		this.driver.feed(FeedState.REJECTED);
		this.driver.feed(FeedState.DOWN);
		client.heard();
		ticks(A, 1);
		assertThat(client.heard()).extracting(OutageTests::word).containsExactly("LIVE", "gap 1 2", "tick 2");
	}

	@Test
	void whereNoTickWasBeforeNoneWasLost() {
		Client client = this.driver.join(A);
		outage();
		this.driver.standing(A, new TopicCondition.Asked(true));
		ticks(A, 2);
		assertThat(client.heard()).doesNotHaveAnyElementsOfTypes(Gap.class);
	}

	@Test
	void anInterruptedSubscriptionIsToldWithoutMakingALiveStreamStale() {
		Client client = this.driver.join(A);
		ticks(A, 1);
		client.heard();
		this.driver.standing(A, new TopicCondition.Asked(true));
		this.driver.standing(A, new TopicCondition.Asked(true));
		assertThat(client.heard()).isEmpty();
		ticks(A, 2);
		assertThat(client.heard()).extracting(OutageTests::word).containsExactly("gap 1 2", "tick 2", "tick 3");
	}

	@Test
	void whatWasAskedForTheFirstTimeIsNoInterruption() {
		Client client = this.driver.join(A);
		ticks(A, 1);
		this.driver.standing(A, new TopicCondition.Asked(false));
		ticks(A, 1);
		assertThat(client.heard()).doesNotHaveAnyElementsOfTypes(Gap.class);
	}

	@Test
	void aStreamsSilenceAloneIsNoGap() {
		Client client = this.driver.join(A);
		ticks(A, 1);
		this.driver.standing(A, new TopicCondition.Mute());
		ticks(A, 1);
		assertThat(client.heard()).doesNotHaveAnyElementsOfTypes(Gap.class);
	}

	@Test
	void twoOutagesWithoutATickBetweenAreOne() {
		Client client = this.driver.join(A);
		ticks(A, 1);
		outage();
		this.driver.standing(A, new TopicCondition.Asked(true));
		outage();
		ticks(A, 2);
		outage();
		ticks(A, 1);
		assertThat(gaps(client.heard())).containsExactly("gap 1 2", "gap 3 4");
	}

	@ParameterizedTest
	@MethodSource("deliveries")
	void anOutageSurvivesALaneThatIsTooFullForItsEnd(Delivery delivery) {
		this.driver = new LaneDriver(2);
		Client client = this.driver.join(delivery, A);
		ticks(A, 1);
		client.heard();
		this.driver.hub.onTick(Ticks.of(A));
		this.driver.hub.onTick(Ticks.of(A));
		this.driver.hub.onFeed(Business.CRYPTO, FeedState.DOWN);
		this.driver.hub.onTick(Ticks.of(A));
		this.driver.hub.onTick(Ticks.of(A));
		this.driver.hub.onTick(Ticks.of(A));
		this.driver.loop.run();
		List<String> heard = client.heard().stream().map(OutageTests::word).toList();
		assertThat(this.driver.hub.counters().laneOverflows.sum()).isPositive();
		assertThat(heard).containsSubsequence("tick 3", "gap 3 4", "tick 6").containsOnlyOnce("gap 3 4");
		assertThat(heard.contains("slow 4 5")).isEqualTo(delivery.equals(Delivery.ALL));
		ticks(A, 1);
		assertThat(client.heard()).extracting(OutageTests::word).containsExactly("tick 7");
	}

	@Test
	void outagesThatAFullLaneCouldNotTellAreToldAsOne() {
		this.driver = new LaneDriver(2);
		Client client = this.driver.join(Delivery.CONFLATE, A);
		ticks(A, 1);
		client.heard();
		this.driver.hub.onTick(Ticks.of(A));
		this.driver.hub.onTick(Ticks.of(A));
		for (int i = 0; i < 3; i++) {
			this.driver.hub.onFeed(Business.CRYPTO, FeedState.DOWN);
			this.driver.hub.onTick(Ticks.of(A));
		}
		this.driver.loop.run();
		assertThat(gaps(client.heard())).containsExactly("gap 3 6");
	}

	@Test
	void aNewLifeOfAStreamKnowsNothingOfTheFormersOutages() {
		Demand demand = new Demand(new DemandLimits(10, 10, Duration.ZERO), VirtualTimeScheduler.create());
		demand.addListener(this.driver.hub);
		Lease lease = demand.lease();
		lease.add(List.of(A));
		Client first = this.driver.join(A);
		ticks(A, 1);
		this.driver.hub.onFeed(Business.CRYPTO, FeedState.DOWN);
		this.driver.hub.onTick(Ticks.of(A));
		this.driver.leave(first, A);
		lease.remove(List.of(A));
		lease.add(List.of(A));
		Client second = this.driver.join(A);
		this.driver.loop.run();
		ticks(A, 2);
		outage();
		ticks(A, 1);
		assertThat(gaps(second.heard())).containsExactly("gap 2 3");
	}

	@Test
	void aStalledConflatingClientGetsOneGapBeforeTheNewestTick() {
		Client client = this.driver.join(Delivery.CONFLATE, A);
		ticks(A, 1);
		client.heard();
		client.stopReading();
		ticks(A, 4);
		for (int i = 0; i < 100; i++) {
			outage();
			ticks(A, 3);
		}
		assertThat(this.driver.hub.counters().queued.sum()).isLessThanOrEqualTo(4);
		client.resumeReading();
		List<Object> heard = client.heard();
		assertThat(gaps(heard)).containsExactly("gap 5 303");
		assertThat(heard).extracting(OutageTests::word)
			.containsSubsequence("tick 5", "gap 5 303", "tick 305")
			.contains("LIVE")
			.hasSize(4);
	}

	@Test
	void oneStreamsOutageIsNotAnothers() {
		Client client = this.driver.join(B);
		ticks(B, 1);
		this.driver.hub.open(A);
		ticks(A, 1);
		this.driver.standing(A, new TopicCondition.Asked(true));
		ticks(A, 1);
		ticks(B, 1);
		assertThat(gaps(client.heard())).isEmpty();
	}

	static List<Delivery> deliveries() {
		return List.of(Delivery.ALL, Delivery.CONFLATE);
	}

}
