package io.tickrelay.upstream.wire;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;

import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Tick.Level;
import io.tickrelay.tick.Tick.Side;
import io.tickrelay.tick.Topic;
import io.tickrelay.upstream.wire.ServerFrame.Kind;
import io.tickrelay.upstream.wire.ServerFrame.Push;
import io.tickrelay.upstream.wire.ServerFrame.Undecodable;
import org.jspecify.annotations.Nullable;

/**
 * Makes ticks of pushes' fields. A push with a needed field missing or malformed is
 * refused whole; an optional one that is malformed counts as not sent.
 */
final class TickReader {

	private static final int LONGEST_TRADE_TYPE = 64;

	private final Topics topics;

	private final Function<String, @Nullable Interval> onlyIntervalOf;

	private final LongSupplier nowMs;

	TickReader(Business business, Function<String, @Nullable Interval> onlyIntervalOf, LongSupplier nowMs) {
		this.topics = new Topics(business);
		this.onlyIntervalOf = onlyIntervalOf;
		this.nowMs = nowMs;
	}

	ServerFrame trade(RawFrame raw) {
		Topic topic = this.topics.of(raw.symbol, Channel.TRADE);
		long timeMs = Times.epochMs(raw.time, this.nowMs.getAsLong());
		String price = raw.price;
		if (topic == null || price == null || !Decimals.isDecimal(price)) {
			return new Undecodable(Kind.BAD_FIELD, raw.symbol, Channel.TRADE);
		}
		if (timeMs == Times.NONE) {
			return new Undecodable(Kind.BAD_TIME, raw.symbol, Channel.TRADE);
		}
		return push(new Tick.Trade(topic, timeMs, price, Decimals.orNull(raw.volume), Decimals.orNull(raw.turnover),
				side(raw.direction), tradeType(raw.type)));
	}

	ServerFrame depth(RawFrame raw) {
		Topic topic = this.topics.of(raw.symbol, Channel.DEPTH);
		long timeMs = Times.epochMs(raw.time, this.nowMs.getAsLong());
		// The vendor's prose calls "a" the buying side; in every frame it is the dearer
		// one.
		List<Level> asks = levels(raw.asks);
		List<Level> bids = levels(raw.bids);
		if (topic == null || !raw.hasSide()) {
			return new Undecodable(Kind.BAD_FIELD, raw.symbol, Channel.DEPTH);
		}
		if (asks == null || bids == null) {
			return new Undecodable(Kind.BAD_BOOK, raw.symbol, Channel.DEPTH);
		}
		if (timeMs == Times.NONE) {
			return new Undecodable(Kind.BAD_TIME, raw.symbol, Channel.DEPTH);
		}
		return push(new Tick.Depth(topic, timeMs, bids, asks));
	}

	/** Reads a bar in the WebSocket's flat shape or the bars of REST's shape. */
	ServerFrame klines(RawFrame raw) {
		List<RawFrame> bars = raw.bars;
		if (bars == null) {
			return kline(raw, raw.symbol, raw.type);
		}
		List<Tick> ticks = new ArrayList<>(bars.size());
		for (RawFrame bar : bars) {
			ServerFrame read = kline(bar, raw.symbol, (bar.type != null) ? bar.type : raw.type);
			if (!(read instanceof Push(List<Tick> ofBar))) {
				return read;
			}
			ticks.addAll(ofBar);
		}
		return ticks.isEmpty() ? new Undecodable(Kind.BAD_FIELD) : new Push(Collections.unmodifiableList(ticks));
	}

	private ServerFrame kline(RawFrame raw, @Nullable String symbol, @Nullable String type) {
		if (symbol == null || !Topic.isSymbol(symbol)) {
			return new Undecodable(Kind.BAD_FIELD);
		}
		Interval interval = (type != null) ? KlineTypes.interval(Times.whole(type)) : this.onlyIntervalOf.apply(symbol);
		if (interval == null) {
			return new Undecodable((type != null) ? Kind.BAD_FIELD : Kind.AMBIGUOUS_INTERVAL, symbol, null);
		}
		Channel channel = Channel.kline(interval);
		Topic topic = this.topics.of(symbol, channel);
		long startMs = Times.epochMs(raw.time, this.nowMs.getAsLong());
		String open = Decimals.orNull(raw.open);
		String high = Decimals.orNull(raw.high);
		String low = Decimals.orNull(raw.low);
		String close = Decimals.orNull(raw.close);
		if (topic == null || open == null || high == null || low == null || close == null) {
			return new Undecodable(Kind.BAD_FIELD, symbol, channel);
		}
		if (startMs == Times.NONE) {
			return new Undecodable(Kind.BAD_TIME, symbol, channel);
		}
		return push(new Tick.Kline(topic, startMs, open, high, low, close, Decimals.orNull(raw.volume),
				Decimals.orNull(raw.turnover), Decimals.orNull(raw.change), percent(raw.changePercent)));
	}

	private static Push push(Tick tick) {
		return new Push(List.of(tick));
	}

	private static @Nullable Side side(@Nullable String direction) {
		return switch (direction) {
			case "1" -> Side.BUY;
			case "2" -> Side.SELL;
			case null, default -> null;
		};
	}

	/** A condition code is a few characters; what is longer is none. */
	private static @Nullable String tradeType(@Nullable String text) {
		return (text != null && text.length() <= LONGEST_TRADE_TYPE) ? text : null;
	}

	private static @Nullable String percent(@Nullable String text) {
		return Decimals.orNull((text != null && text.endsWith("%")) ? text.substring(0, text.length() - 1) : text);
	}

	/** A side without levels comes in several forms, or not at all. */
	private static @Nullable List<Level> levels(@Nullable List<List<String>> lists) {
		if (lists == null || RawFrame.isEmpty(lists)) {
			return List.of();
		}
		if (lists.size() != 2 || lists.get(0).size() != lists.get(1).size()) {
			return null;
		}
		List<String> prices = lists.get(0);
		List<String> sizes = lists.get(1);
		List<Level> levels = new ArrayList<>(prices.size());
		for (int i = 0; i < prices.size(); i++) {
			if (!Decimals.isDecimal(prices.get(i)) || !Decimals.isDecimal(sizes.get(i))) {
				return null;
			}
			levels.add(new Level(prices.get(i), sizes.get(i)));
		}
		return Collections.unmodifiableList(levels);
	}

}
