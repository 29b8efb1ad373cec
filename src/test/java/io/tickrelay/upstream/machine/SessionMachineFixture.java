package io.tickrelay.upstream.machine;

import java.time.Duration;
import java.util.List;

import io.tickrelay.hub.FeedState;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Topic;

/**
 * A session machine on a clock that moves by hand, and what a test asks of it again and
 * again.
 */
abstract class SessionMachineFixture {

	static final long SECOND = Duration.ofSeconds(1).toNanos();

	static final Topic A = topic("A", Channel.TRADE);

	static final Topic B = topic("B", Channel.TRADE);

	static final Topic C = topic("C", Channel.DEPTH);

	final MachineDriver driver = new MachineDriver();

	void live(Topic... topics) {
		this.driver.want(topics);
		this.driver.greet();
	}

	List<FeedState> announced() {
		return this.driver.of(SessionAction.Announce.class)
			.stream()
			.map((done) -> ((SessionAction.Announce) done.action()).state())
			.toList();
	}

	Failure lastFailure() {
		return ((SessionAction.Report) this.driver.of(SessionAction.Report.class).getLast().action()).failure();
	}

	static Topic topic(String symbol, Channel channel) {
		return new Topic(Business.CRYPTO, symbol, channel);
	}

}
