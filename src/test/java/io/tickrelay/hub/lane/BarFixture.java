package io.tickrelay.hub.lane;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import io.tickrelay.hub.LaneDriver;
import io.tickrelay.hub.LaneDriver.Client;
import io.tickrelay.hub.TestFormat.Gap;
import io.tickrelay.hub.TestFormat.Seen;
import io.tickrelay.hub.Ticks;
import io.tickrelay.hub.outbox.Delivery;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Topic;

/**
 * A stream of bars and one of trades, and the messages that a client reads of them.
 */
abstract class BarFixture {

	static final Delivery ONE = new Delivery.Rated(1);

	static final Duration SECOND = Duration.ofSeconds(1);

	static final Topic TRADES = Ticks.crypto("A");

	static final Topic BARS = bars("K", Interval.ONE_MINUTE);

	static final byte[] MESSAGE = "message".getBytes(StandardCharsets.US_ASCII);

	LaneDriver driver = new LaneDriver();

	Client come(Delivery delivery) {
		this.driver.hub.open(BARS);
		Client client = this.driver.join(delivery, BARS);
		client.heard();
		return client;
	}

	void push(long... starts) {
		push(BARS, starts);
	}

	void push(Topic bars, long... starts) {
		this.driver.hub.open(bars);
		for (long start : starts) {
			this.driver.hub.onTick(bar(bars, start));
			this.driver.loop.run();
		}
	}

	static List<String> words(Client client) {
		return client.heard().stream().map(BarTests::word).filter((word) -> !word.isEmpty()).toList();
	}

	static String word(Object message) {
		return switch (message) {
			case Seen seen -> String.valueOf(seen.seq());
			case Gap gap -> "gap " + gap.from() + " " + gap.to();
			default -> "";
		};
	}

	static Topic bars(String symbol, Interval interval) {
		return new Topic(Business.CRYPTO, symbol, Channel.kline(interval));
	}

	static Tick.Kline bar(Topic bars, long start) {
		return new Tick.Kline(bars, start, "1", "1", "1", "1", null, null, null, null);
	}

}
