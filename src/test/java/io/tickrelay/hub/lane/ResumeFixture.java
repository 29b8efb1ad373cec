package io.tickrelay.hub.lane;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.tickrelay.hub.LaneDriver;
import io.tickrelay.hub.clock.RelayClock;
import io.tickrelay.hub.ReplayLimits;
import io.tickrelay.hub.Resumption;
import io.tickrelay.hub.TestFormat;
import io.tickrelay.hub.TestFormat.Gap;
import io.tickrelay.hub.TestFormat.Seen;
import io.tickrelay.hub.TestFormat.Status;
import io.tickrelay.hub.TickFrame;
import io.tickrelay.hub.TickHub;
import io.tickrelay.hub.Ticks;
import io.tickrelay.hub.outbox.Delivery;
import io.tickrelay.hub.outbox.Outbox;
import io.tickrelay.hub.outbox.OutboxLimits;
import io.tickrelay.hub.outbox.OutboxPool;
import io.tickrelay.hub.outbox.RecordingLink;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Topic;

/**
 * A lane whose clients come back, with the clock and the bounds of its replay.
 */
abstract class ResumeFixture {

	static final Topic A = Ticks.crypto("A");

	static final Topic B = Ticks.crypto("B");

	static final Topic FAR = Ticks.stock("F");

	static final Topic BARS = new Topic(Business.CRYPTO, "K", Channel.kline(Interval.ONE_MINUTE));

	final Ticks.HandClock time = new Ticks.HandClock();

	/** By how much the wall clock was set. */
	long setMs;

	final RelayClock clock = new RelayClock(this.time,
			() -> TimeUnit.MILLISECONDS.toNanos(this.time.millis() - this.setMs));

	final TestLoop loop = new TestLoop();

	ReplayLimits limits = LaneDriver.REPLAY;

	TickHub hub = new TickHub(Set.of(Business.CRYPTO, Business.STOCK), this.clock, this.limits);

	Lane lane = new Lane(this.hub, this.loop, 1024, LatencyMeter.NONE);

	void set(long millis) {
		this.setMs += millis;
		this.time.advance(millis);
	}

	void limit(ReplayLimits replay) {
		this.limits = replay;
		this.hub = new TickHub(Set.of(Business.CRYPTO, Business.STOCK), this.clock, replay);
		this.lane = new Lane(this.hub, this.loop, 1024, LatencyMeter.NONE);
	}

	Client join(Delivery delivery, Topic... topics) {
		Client client = new Client();
		this.lane.join(client.outbox, List.of(topics), new SubscribeOptions(delivery, true, null), ResumeTests::answer);
		client.heard();
		return client;
	}

	/** The messages of a client that comes back, and leaves again. */
	List<String> resume(Delivery delivery, long id, Topic... topics) {
		Client back = new Client();
		this.lane.join(back.outbox, List.of(topics), new SubscribeOptions(delivery, true, id), ResumeTests::answer);
		List<String> heard = back.heard();
		this.lane.leave(back.outbox, List.of(topics));
		return heard;
	}

	long tick(Topic topic) {
		this.hub.onTick(topic.channel().equals(Channel.DEPTH) ? new Tick.Depth(topic, 1, List.of(), List.of())
				: Ticks.of(topic));
		this.loop.run();
		TickFrame last = this.hub.open(topic).last();
		return (last == null) ? 0 : last.receivedMicros();
	}

	long bar(long startMs) {
		this.hub.onTick(bar(BARS, startMs));
		this.loop.run();
		return this.clock.last();
	}

	static Tick.Kline bar(Topic topic, long startMs) {
		return new Tick.Kline(topic, startMs, "1", "2", "1", "2", "5", "10", "0.01", "0.00%");
	}

	static byte[] answer(Resumption resumption) {
		return switch (resumption) {
			case Resumption.Recovered(int replayed) -> ("resumed" + replayed).getBytes(StandardCharsets.US_ASCII);
			case Resumption.NotRecovered(Resumption.Reason reason) -> reason.text().getBytes(StandardCharsets.US_ASCII);
		};
	}

	static String word(Object message) {
		return switch (message) {
			case Seen seen -> (seen.snapshot() ? "snapshot " : "") + symbol(seen.stream()) + " " + seen.seq();
			case Gap gap -> "gap " + gap.cause() + " " + gap.from() + " " + gap.to();
			case Status status -> status.state();
			default -> message.toString();
		};
	}

	static String symbol(String stream) {
		return stream.substring(stream.indexOf(':') + 1, stream.indexOf('@'));
	}

	final class Client {

		final RecordingLink link = new RecordingLink();

		final Outbox outbox;

		Client() {
			this(new OutboxPool(1 << 30, ResumeFixture.this.hub.counters()));
		}

		Client(OutboxPool pool) {
			this.outbox = new Outbox(new TestFormat(), this.link, new OutboxLimits(1000, 1_000_000, 16), pool);
		}

		List<String> heard() {
			List<String> heard = this.link.messages.stream()
				.map(ResumeTests::word)
				.filter((word) -> !word.equals("PENDING"))
				.toList();
			this.link.messages.clear();
			return heard;
		}

	}

}
