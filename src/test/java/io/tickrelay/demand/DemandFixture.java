package io.tickrelay.demand;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Topic;
import org.junit.jupiter.api.AfterEach;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A demand of a few topics, with a linger and quotas.
 */
abstract class DemandFixture {

	static final Duration LINGER = Duration.ofSeconds(30);

	final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	final List<Topic> added = new ArrayList<>();

	final List<String> heard = new ArrayList<>();

	Demand demand = demand(10, 10, LINGER);

	@AfterEach
	void stop() {
		this.time.dispose();
	}

	Lease held(Topic... topics) {
		Lease lease = this.demand.lease();
		assertThat(lease.add(List.of(topics)).overQuota()).isEmpty();
		return lease;
	}

	Demand demand(int perBusiness, int total, Duration linger) {
		Demand created = new Demand(new DemandLimits(perBusiness, total, linger), this.time);
		created.addListener(listener(""));
		return created;
	}

	DemandListener listener(String prefix) {
		return new DemandListener() {
			@Override
			public void wantedChanged(Business business) {
				DemandFixture.this.heard.add(prefix + business + " changed");
			}

			@Override
			public void added(Topic topic) {
				DemandFixture.this.added.add(topic);
			}

			@Override
			public void dropped(Topic topic) {
				DemandFixture.this.heard.add(prefix + topic + " dropped");
			}
		};
	}

	static Topic trade(String symbol) {
		return new Topic(Business.CRYPTO, symbol, Channel.TRADE);
	}

	static Topic depth(String symbol) {
		return new Topic(Business.CRYPTO, symbol, Channel.DEPTH);
	}

	static Topic stock(String symbol) {
		return new Topic(Business.STOCK, symbol, Channel.TRADE);
	}

}
