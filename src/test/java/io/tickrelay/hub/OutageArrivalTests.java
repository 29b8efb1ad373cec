package io.tickrelay.hub;

import java.util.List;

import io.tickrelay.hub.LaneDriver.Client;
import io.tickrelay.hub.lane.SubscribeOptions;
import io.tickrelay.hub.outbox.Delivery;
import io.tickrelay.tick.Business;
import org.junit.jupiter.api.Test;

import static io.tickrelay.hub.LaneDriver.NO_ANSWER;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that come or go around an outage.
 */
class OutageArrivalTests extends OutageFixture {

	@Test
	void onlyAClientThatComesDuringAnOutageIsToldOfIt() {
		this.driver.join(A);
		ticks(A, 1);
		this.driver.feed(FeedState.DOWN);
		Client during = this.driver.join(A);
		ticks(A, 1);
		Client after = this.driver.join(A);
		ticks(A, 1);
		assertThat(during.heard()).extracting(OutageTests::word)
			.containsExactly("snapshot 1", "STALE UPSTREAM_DOWN", "LIVE", "tick 2", "tick 3");
		assertThat(after.heard()).extracting(OutageTests::word).containsExactly("snapshot 2", "tick 3");
		outage();
		ticks(A, 1);
		assertThat(gaps(during.heard())).containsExactly("gap 3 4");
		assertThat(gaps(after.heard())).containsExactly("gap 3 4");
	}

	@Test
	void aClientThatComesWhileAnOutagesEndIsQueuedMissedNothing() {
		Client before = this.driver.join(A);
		ticks(A, 1);
		this.driver.hub.onFeed(Business.CRYPTO, FeedState.DOWN);
		this.driver.hub.onTick(Ticks.of(A));
		Client late = this.driver.join(A);
		this.driver.hub.onFeed(Business.CRYPTO, FeedState.DOWN);
		this.driver.hub.onTick(Ticks.of(A));
		this.driver.loop.run();
		assertThat(gaps(before.heard())).containsExactly("gap 1 2", "gap 2 3");
		assertThat(late.heard()).extracting(OutageTests::word)
			.containsExactly("snapshot 2", "STALE UPSTREAM_DOWN", "LIVE", "gap 2 3", "tick 3");
	}

	@Test
	void aClientThatGetsQueuedTicksWasThereBeforeTheOutage() {
		this.driver.join(A);
		this.driver.hub.onTick(Ticks.of(A));
		Client client = this.driver.join(A);
		this.driver.hub.onTick(Ticks.of(A));
		this.driver.hub.onFeed(Business.CRYPTO, FeedState.DOWN);
		this.driver.loop.run();
		ticks(A, 1);
		assertThat(client.heard()).extracting(OutageTests::word)
			.containsExactly("snapshot 1", "tick 2", "STALE UPSTREAM_DOWN", "LIVE", "gap 2 3", "tick 3");
	}

	@Test
	void whoLeftDuringAnOutageAndCameBackCameLate() {
		Client stays = this.driver.join(A);
		Client returns = this.driver.join(A);
		ticks(A, 1);
		this.driver.feed(FeedState.DOWN);
		this.driver.leave(returns, A);
		this.driver.lane.join(returns.outbox(), List.of(A), new SubscribeOptions(Delivery.ALL, false, null), NO_ANSWER);
		ticks(A, 1);
		assertThat(gaps(stays.heard())).hasSize(1);
		assertThat(gaps(returns.heard())).isEmpty();
	}

	@Test
	void aChangeOfDeliveryDuringAnOutageIsNoArrival() {
		Client client = this.driver.join(A);
		ticks(A, 1);
		this.driver.feed(FeedState.DOWN);
		this.driver.lane.join(client.outbox(), List.of(A), new SubscribeOptions(Delivery.CONFLATE, true, null),
				NO_ANSWER);
		ticks(A, 1);
		assertThat(gaps(client.heard())).hasSize(1);
	}

	@Test
	void aNewLaneIsNotToldOfOldOutages() {
		this.driver.hub.open(A);
		ticks(A, 1);
		outage();
		ticks(A, 1);
		Client client = this.driver.join(A);
		ticks(A, 1);
		assertThat(gaps(client.heard())).isEmpty();
		outage();
		ticks(A, 1);
		assertThat(gaps(client.heard())).containsExactly("gap 3 4");
	}

	@Test
	void aClientOfTheFirstOutageIsToldOfLaterOnesAlone() {
		this.driver = new LaneDriver(2);
		Client stayer = this.driver.join(A);
		ticks(A, 1);
		this.driver.feed(FeedState.DOWN);
		Client late = this.driver.join(A);
		this.driver.hub.onFeed(Business.CRYPTO, FeedState.UP);
		this.driver.hub.onFeed(Business.CRYPTO, FeedState.DOWN);
		this.driver.hub.onTick(Ticks.of(A));
		this.driver.hub.onTick(Ticks.of(A));
		this.driver.hub.onFeed(Business.CRYPTO, FeedState.DOWN);
		this.driver.hub.onTick(Ticks.of(A));
		this.driver.loop.run();
		assertThat(gaps(stayer.heard())).containsExactly("gap 1 4");
		assertThat(gaps(late.heard())).containsExactly("gap 3 4");
	}

}
