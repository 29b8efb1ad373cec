package io.tickrelay.downstream.wire;

import java.util.List;
import java.util.concurrent.TimeUnit;

import io.tickrelay.hub.TickFrame;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Tick.Level;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * The fields of ticks' messages. Decimals go out as the texts that came in.
 */
final class TickFields {

	private TickFields() {
	}

	/**
	 * Writes a tick's fields into an open object.
	 * @param out the object
	 * @param frame the tick with its place
	 */
	static void write(JsonGenerator out, TickFrame frame) {
		out.writeStringProperty("symbol", frame.topic().symbol());
		out.writeNumberProperty("seq", frame.seq());
		out.writeNumberProperty("ts", switch (frame.tick()) {
			case Tick.Trade trade -> trade.timeMs();
			case Tick.Depth depth -> depth.timeMs();
			// The upstream gives a bar no time but its opening.
			case Tick.Kline _ -> TimeUnit.MICROSECONDS.toMillis(frame.receivedMicros());
		});
		out.writeNumberProperty("rts", frame.receivedMicros());
		switch (frame.tick()) {
			case Tick.Trade trade -> writeTrade(out, trade);
			case Tick.Depth depth -> {
				writeLevels(out, "bids", depth.bids());
				writeLevels(out, "asks", depth.asks());
			}
			case Tick.Kline kline -> writeKline(out, kline);
		}
		if (frame.isBackfilled()) {
			out.writeBooleanProperty("backfilled", true);
		}
	}

	private static void writeTrade(JsonGenerator out, Tick.Trade trade) {
		out.writeStringProperty("price", trade.price());
		writeOptional(out, "size", trade.size());
		writeOptional(out, "turnover", trade.turnover());
		writeOptional(out, "side", switch (trade.side()) {
			case BUY -> "buy";
			case SELL -> "sell";
			case null -> null;
		});
		writeOptional(out, "tradeType", trade.tradeType());
	}

	private static void writeKline(JsonGenerator out, Tick.Kline kline) {
		if (kline.topic().channel() instanceof Channel.Kline(var interval)) {
			out.writeStringProperty("interval", interval.text());
		}
		out.writeNumberProperty("start", kline.startMs());
		out.writeStringProperty("open", kline.open());
		out.writeStringProperty("high", kline.high());
		out.writeStringProperty("low", kline.low());
		out.writeStringProperty("close", kline.close());
		writeOptional(out, "volume", kline.volume());
		writeOptional(out, "turnover", kline.turnover());
		writeOptional(out, "change", kline.change());
		writeOptional(out, "changePercent", kline.changePercent());
	}

	private static void writeLevels(JsonGenerator out, String name, List<Level> levels) {
		out.writeArrayPropertyStart(name);
		for (Level level : levels) {
			out.writeStartArray();
			out.writeString(level.price());
			out.writeString(level.size());
			out.writeEndArray();
		}
		out.writeEndArray();
	}

	private static void writeOptional(JsonGenerator out, String name, @Nullable String value) {
		if (value != null) {
			out.writeStringProperty(name, value);
		}
	}

}
