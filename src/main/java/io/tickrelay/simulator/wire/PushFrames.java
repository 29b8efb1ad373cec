package io.tickrelay.simulator.wire;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Function;

import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Tick.Level;
import io.tickrelay.tick.Tick.Side;
import org.jspecify.annotations.Nullable;

/**
 * Writes market data as production does, in its order of fields and with decimals as
 * strings. A trade's and a depth's {@code t} is a number of milliseconds, a k-line's
 * {@code t} is a STRING of seconds. A symbol's alphabet needs no escape in JSON, so plain
 * text will do.
 */
public final class PushFrames {

	private PushFrames() {
	}

	/**
	 * Encodes a push.
	 * @param tick what happened
	 * @return the frame's text in UTF-8
	 */
	public static byte[] encode(Tick tick) {
		String text = switch (tick) {
			case Tick.Trade trade -> trade(trade);
			case Tick.Depth depth -> depth(depth);
			case Tick.Kline kline -> kline(kline);
		};
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static String trade(Tick.Trade trade) {
		return "{\"code\":10002,\"data\":{\"p\":\"" + trade.price() + "\",\"s\":\"" + trade.topic().symbol()
				+ "\",\"t\":" + trade.timeMs() + ",\"td\":" + direction(trade.side()) + ",\"v\":\"" + trade.size()
				+ "\",\"vw\":\"" + trade.turnover() + "\"}}";
	}

	private static int direction(@Nullable Side side) {
		return switch (side) {
			case BUY -> 1;
			case SELL -> 2;
			case null -> 0;
		};
	}

	private static String depth(Tick.Depth depth) {
		return "{\"code\":10005,\"data\":{\"a\":" + levels(depth.asks()) + ",\"b\":" + levels(depth.bids())
				+ ",\"s\":\"" + depth.topic().symbol() + "\",\"t\":" + depth.timeMs() + "}}";
	}

	private static String levels(List<Level> levels) {
		return "[" + texts(levels, Level::price) + "," + texts(levels, Level::size) + "]";
	}

	private static String texts(List<Level> levels, Function<Level, String> part) {
		StringJoiner texts = new StringJoiner("\",\"", "[\"", "\"]").setEmptyValue("[]");
		levels.forEach((level) -> texts.add(part.apply(level)));
		return texts.toString();
	}

	private static String kline(Tick.Kline kline) {
		return "{\"code\":10008,\"data\":{\"c\":\"" + kline.close() + "\",\"h\":\"" + kline.high() + "\",\"l\":\""
				+ kline.low() + "\",\"o\":\"" + kline.open() + "\",\"pca\":\"" + kline.change() + "\",\"pfr\":\""
				+ kline.changePercent() + "%\",\"s\":\"" + kline.topic().symbol() + "\",\"t\":\""
				+ (kline.startMs() / 1000) + "\",\"ty\":" + type(kline.topic().channel()) + ",\"v\":\"" + kline.volume()
				+ "\",\"vw\":\"" + kline.turnover() + "\"}}";
	}

	private static int type(Channel channel) {
		if (channel instanceof Channel.Kline kline) {
			return KlineTypes.type(kline.interval());
		}
		throw new IllegalArgumentException("A bar of the channel " + channel.text());
	}

}
