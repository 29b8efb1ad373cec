package io.tickrelay.hub;

import java.util.List;

import io.tickrelay.hub.TestFormat.Gap;
import io.tickrelay.hub.TestFormat.Seen;
import io.tickrelay.hub.TestFormat.Status;
import io.tickrelay.tick.Topic;

/**
 * Streams whose upstream goes and comes back.
 */
abstract class OutageFixture {

	static final Topic A = Ticks.crypto("A");

	LaneDriver driver = new LaneDriver();

	void outage() {
		this.driver.feed(FeedState.DOWN);
		this.driver.feed(FeedState.OPENING);
		this.driver.feed(FeedState.UP);
	}

	void ticks(Topic topic, int count) {
		for (int i = 0; i < count; i++) {
			this.driver.tick(topic);
		}
	}

	static List<String> gaps(List<Object> heard) {
		return heard.stream().map(OutageTests::word).filter((word) -> word.startsWith("gap")).toList();
	}

	static String word(Object message) {
		return switch (message) {
			case Seen seen -> (seen.snapshot() ? "snapshot " : "tick ") + seen.seq();
			case Gap gap -> (gap.cause().equals("upstream_reconnect") ? "gap " : "slow ") + gap.from() + " " + gap.to();
			case Status status -> status.state() + ((status.cause() != null) ? " " + status.cause() : "");
			default -> message.toString();
		};
	}

}
