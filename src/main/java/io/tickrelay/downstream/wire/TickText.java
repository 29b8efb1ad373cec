package io.tickrelay.downstream.wire;

import java.util.List;
import java.util.concurrent.TimeUnit;

import io.tickrelay.hub.TickFrame;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Tick.Level;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;

/**
 * Writes ticks' messages as {@link TickFields} has them, byte for byte, without a JSON
 * generator. Encoding is most of a tick's cost, and a generator's buffers are larger than
 * the message. A test holds the two together.
 */
final class TickText {

	private TickText() {
	}

	static void write(AsciiText out, TickFrame frame) {
		Topic topic = frame.topic();
		out.raw("{\"type\":\"").raw(MessageEncoder.type(frame)).raw("\",\"stream\":\"");
		out.raw(topic.business().name()).raw(":").symbol(topic.symbol()).raw("@");
		if (topic.channel() instanceof Channel.Kline(var interval)) {
			out.raw("kline_").raw(interval.text());
		}
		else {
			out.raw(topic.channel().text());
		}
		out.raw("\",\"symbol\":\"").raw(topic.symbol()).raw("\",\"seq\":").number(frame.seq());
		out.raw(",\"ts\":").number(switch (frame.tick()) {
			case Tick.Trade trade -> trade.timeMs();
			case Tick.Depth depth -> depth.timeMs();
			case Tick.Kline _ -> TimeUnit.MICROSECONDS.toMillis(frame.receivedMicros());
		});
		out.raw(",\"rts\":").number(frame.receivedMicros());
		switch (frame.tick()) {
			case Tick.Trade trade -> writeTrade(out, trade);
			case Tick.Depth depth -> {
				writeLevels(out.raw(",\"bids\":"), depth.bids());
				writeLevels(out.raw(",\"asks\":"), depth.asks());
			}
			case Tick.Kline kline -> writeKline(out, kline);
		}
		out.raw(frame.isBackfilled() ? ",\"backfilled\":true}" : "}");
	}

	private static void writeTrade(AsciiText out, Tick.Trade trade) {
		writeOptional(out, ",\"price\":", trade.price());
		writeOptional(out, ",\"size\":", trade.size());
		writeOptional(out, ",\"turnover\":", trade.turnover());
		switch (trade.side()) {
			case BUY -> out.raw(",\"side\":\"buy\"");
			case SELL -> out.raw(",\"side\":\"sell\"");
			case null -> {
				// Unknown, so absent.
			}
		}
		if (trade.tradeType() != null) {
			// The only text that may need an escape.
			out.raw(",\"tradeType\":").quotedUnknown(trade.tradeType());
		}
	}

	private static void writeKline(AsciiText out, Tick.Kline kline) {
		if (kline.topic().channel() instanceof Channel.Kline(var interval)) {
			out.raw(",\"interval\":\"").raw(interval.text()).raw("\"");
		}
		out.raw(",\"start\":").number(kline.startMs());
		writeOptional(out, ",\"open\":", kline.open());
		writeOptional(out, ",\"high\":", kline.high());
		writeOptional(out, ",\"low\":", kline.low());
		writeOptional(out, ",\"close\":", kline.close());
		writeOptional(out, ",\"volume\":", kline.volume());
		writeOptional(out, ",\"turnover\":", kline.turnover());
		writeOptional(out, ",\"change\":", kline.change());
		writeOptional(out, ",\"changePercent\":", kline.changePercent());
	}

	private static void writeLevels(AsciiText out, List<Level> levels) {
		out.raw("[");
		for (int i = 0; i < levels.size(); i++) {
			Level level = levels.get(i);
			out.raw((i == 0) ? "[" : ",[").quoted(level.price()).raw(",").quoted(level.size()).raw("]");
		}
		out.raw("]");
	}

	private static void writeOptional(AsciiText out, String name, @Nullable String value) {
		if (value != null) {
			out.raw(name).quoted(value);
		}
	}

}
