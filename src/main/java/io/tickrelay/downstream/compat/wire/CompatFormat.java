package io.tickrelay.downstream.compat.wire;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.tickrelay.downstream.wire.MessageEncoder;
import io.tickrelay.downstream.wire.WebSocketFrames;
import io.tickrelay.hub.Frame;
import io.tickrelay.hub.GapFrame;
import io.tickrelay.hub.StatusFrame;
import io.tickrelay.hub.TickFrame;
import io.tickrelay.hub.WireFormat;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Tick.Level;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Ticks as the vendor pushes them, in whole WebSocket text frames: its names, its order
 * of the fields, decimals as the texts that came in. States and gaps have no words in
 * that protocol and become nothing. What the vendor did not send is absent; the trade
 * type {@code ty} is there whenever it was sent, because clients that did not ask for it
 * get the same bytes.
 */
public final class CompatFormat implements WireFormat {

	private static final byte[] NOTHING = {};

	private final MessageEncoder messages;

	/**
	 * Creates the format.
	 * @param messages shares its JSON
	 */
	public CompatFormat(MessageEncoder messages) {
		this.messages = messages;
	}

	@Override
	public int slot() {
		return 2;
	}

	@Override
	public byte[] encode(Frame frame) {
		return switch (frame) {
			case TickFrame tick -> push(tick.tick());
			case StatusFrame _, GapFrame _ -> NOTHING;
		};
	}

	@Override
	public byte[] encodeSnapshot(TickFrame last, long ageMs) {
		// The protocol can't say that this is old, and what is old must not look new.
		return NOTHING;
	}

	private byte[] push(Tick tick) {
		return WebSocketFrames.text(this.messages.object((out) -> {
			out.writeNumberProperty("code", switch (tick) {
				case Tick.Trade _ -> CompatCodes.TRADE;
				case Tick.Depth _ -> CompatCodes.DEPTH;
				case Tick.Kline _ -> CompatCodes.KLINE;
			});
			out.writeObjectPropertyStart("data");
			switch (tick) {
				case Tick.Trade trade -> writeTrade(out, trade);
				case Tick.Depth depth -> writeDepth(out, depth);
				case Tick.Kline kline -> writeKline(out, kline);
			}
			out.writeEndObject();
		}));
	}

	private static void writeTrade(JsonGenerator out, Tick.Trade trade) {
		out.writeStringProperty("p", trade.price());
		out.writeStringProperty("s", trade.topic().symbol());
		out.writeNumberProperty("t", trade.timeMs());
		out.writeNumberProperty("td", switch (trade.side()) {
			case BUY -> 1;
			case SELL -> 2;
			case null -> 0;
		});
		writeOptional(out, "ty", trade.tradeType());
		writeOptional(out, "v", trade.size());
		writeOptional(out, "vw", trade.turnover());
	}

	private static void writeDepth(JsonGenerator out, Tick.Depth depth) {
		writeSide(out, "a", depth.asks());
		writeSide(out, "b", depth.bids());
		out.writeStringProperty("s", depth.topic().symbol());
		out.writeNumberProperty("t", depth.timeMs());
	}

	/** A list of prices and a list of sizes. */
	private static void writeSide(JsonGenerator out, String name, List<Level> levels) {
		out.writeArrayPropertyStart(name);
		writeColumn(out, levels, Level::price);
		writeColumn(out, levels, Level::size);
		out.writeEndArray();
	}

	private static void writeColumn(JsonGenerator out, List<Level> levels, Function<Level, String> part) {
		out.writeStartArray();
		levels.forEach((level) -> out.writeString(part.apply(level)));
		out.writeEndArray();
	}

	private static void writeKline(JsonGenerator out, Tick.Kline kline) {
		out.writeStringProperty("c", kline.close());
		out.writeStringProperty("h", kline.high());
		out.writeStringProperty("l", kline.low());
		out.writeStringProperty("o", kline.open());
		writeOptional(out, "pca", kline.change());
		writeOptional(out, "pfr", (kline.changePercent() != null) ? kline.changePercent() + "%" : null);
		out.writeStringProperty("s", kline.topic().symbol());
		// A trade's time is a number of milliseconds, a bar's a string of seconds.
		out.writeStringProperty("t", Long.toString(TimeUnit.MILLISECONDS.toSeconds(kline.startMs())));
		if (kline.topic().channel() instanceof Channel.Kline(var interval)) {
			out.writeNumberProperty("ty", CompatCodes.klineType(interval));
		}
		writeOptional(out, "v", kline.volume());
		writeOptional(out, "vw", kline.turnover());
	}

	private static void writeOptional(JsonGenerator out, String name, @Nullable String value) {
		if (value != null) {
			out.writeStringProperty(name, value);
		}
	}

}
