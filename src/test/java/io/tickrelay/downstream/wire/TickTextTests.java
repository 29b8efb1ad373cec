package io.tickrelay.downstream.wire;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import io.tickrelay.hub.Frames;
import io.tickrelay.hub.TickFrame;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Tick.Level;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Ticks are written without a JSON generator, and no byte tells that they were. */
class TickTextTests {

	private final MessageEncoder messages = new MessageEncoder();

	private final SseFormat sse = new SseFormat(this.messages);

	private final WebSocketFormat webSocket = new WebSocketFormat(this.messages);

	@Test
	void writesEveryTickAsAJsonGeneratorDoes() {
		Random random = new Random(6);
		for (int i = 0; i < 20_000; i++) {
			String symbol = List.of(".DJI.US", "币安人生USDT", "É.US", "🐶USDT").get(random.nextInt(4));
			TickFrame frame = Frames.tick(tick(random, symbol), random.nextInt(1 << random.nextInt(31)),
					random.nextLong(Long.MAX_VALUE));
			byte[] message = this.messages.encode(frame);
			assertThat(this.webSocket.encode(frame)).isEqualTo(WebSocketFrames.text(message));
			String event = "id: " + frame.receivedMicros() + "\nevent: " + MessageEncoder.type(frame) + "\ndata: "
					+ new String(message, StandardCharsets.UTF_8) + "\n\n";
			assertThat(new String(this.sse.encode(frame), StandardCharsets.UTF_8)).isEqualTo(event);
		}
	}

	private static Tick tick(Random random, String symbol) {
		long time = random.nextBoolean() ? random.nextLong() : random.nextInt(100);
		return switch (random.nextInt(3)) {
			case 0 -> new Tick.Trade(topic(symbol, Channel.TRADE), time, digits(random), optional(random),
					optional(random), List.of(Tick.Side.values()).get(random.nextInt(2)), type(random));
			case 1 -> new Tick.Depth(topic(symbol, Channel.DEPTH), time, levels(random), levels(random));
			default -> new Tick.Kline(topic(symbol, Channel.kline(Interval.ONE_MINUTE)), time, digits(random),
					digits(random), digits(random), digits(random), optional(random), optional(random),
					optional(random), optional(random));
		};
	}

	private static Topic topic(String symbol, Channel channel) {
		return new Topic(Business.STOCK, symbol, channel);
	}

	private static List<Level> levels(Random random) {
		return IntStream.range(0, random.nextInt(6))
			.mapToObj((i) -> new Level(digits(random), digits(random)))
			.toList();
	}

	private static @Nullable String optional(Random random) {
		return random.nextBoolean() ? digits(random) : null;
	}

	/** Any text that an exchange may think of. */
	private static @Nullable String type(Random random) {
		return switch (random.nextInt(8)) {
			case 0 -> "";
			case 1 -> "\"";
			case 2 -> "a\\b";
			case 3 -> "\u82f9\ud83d\ude00";
			case 4 -> "\n\u0001";
			case 5 -> "\u007f~ ";
			case 6 -> "F,T";
			default -> null;
		};
	}

	private static String digits(Random random) {
		return random.nextInt(100_000) + "." + random.nextInt(1000);
	}

}
