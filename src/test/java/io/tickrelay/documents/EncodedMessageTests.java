package io.tickrelay.documents;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.tickrelay.downstream.wire.MessageEncoder;
import io.tickrelay.hub.Frame;
import io.tickrelay.hub.Frames;
import io.tickrelay.hub.GapCause;
import io.tickrelay.hub.StreamStatus.Cause;
import io.tickrelay.hub.StreamStatus.State;
import io.tickrelay.hub.TickFrame;
import io.tickrelay.testing.client.Message;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Messages that a test can't wait for: with all that may be there, and with nothing but
 * what must.
 */
class EncodedMessageTests {

	private static final Topic TRADE = new Topic(Business.CRYPTO, "BTCUSDT", Channel.TRADE);

	private final MessageEncoder messages = new MessageEncoder();

	@ParameterizedTest
	@MethodSource
	void aMessageIsAsDocumented(Frame frame) {
		assertDocumented(this.messages.encode(frame));
		if (frame instanceof TickFrame tick) {
			assertDocumented(this.messages.encodeSnapshot(tick, 320));
		}
	}

	static Stream<Frame> aMessageIsAsDocumented() {
		Stream<Frame> ticks = Stream
			.<Tick>of(new Tick.Trade(TRADE, 5, "-1.10e-7", "2", "3", Tick.Side.SELL, "T"),
					new Tick.Trade(TRADE, 5, "1", null, null, null, null),
					new Tick.Depth(topic(Channel.DEPTH), 5, List.of(new Tick.Level("1", "2")), List.of()),
					bar(Interval.ONE_MONTH, "7"), bar(Interval.ONE_MINUTE, null))
			.map((tick) -> Frames.tick(tick, 1, 6));
		Stream<Frame> states = Arrays.stream(Cause.values())
			.map((cause) -> Frames.status(TRADE, State.STALE, cause, 5, 41L));
		Stream<Frame> gaps = Arrays.stream(GapCause.values()).map((cause) -> Frames.gap(TRADE, cause, 1, 2));
		Stream<Frame> others = Stream.of(Frames.backfilled(bar(Interval.ONE_DAY, "7"), 1, 6),
				Frames.status(TRADE, State.LIVE, null, 5, 0L), Frames.budget(TRADE, 5, 100));
		return Stream.of(ticks, states, gaps, others).flatMap((frames) -> frames);
	}

	private static void assertDocumented(byte[] message) {
		var json = Message.JSON.readTree(message);
		assertThat(new Talk("stream").kindsOf(json)).as(json.toString())
			.containsExactly(json.path("type").stringValue());
	}

	private static Tick.Kline bar(Interval interval, @Nullable String other) {
		return new Tick.Kline(topic(Channel.kline(interval)), 0, "1", "2", "0.5", "1.5", other, other, other, other);
	}

	private static Topic topic(Channel channel) {
		return new Topic(Business.CRYPTO, "BTCUSDT", channel);
	}

}
