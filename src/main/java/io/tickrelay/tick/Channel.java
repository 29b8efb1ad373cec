package io.tickrelay.tick;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * One kind of data of a symbol. The set is closed, and holds what the upstream pushes.
 */
public sealed interface Channel {

	/** Executed trades. */
	Channel TRADE = new Trade();

	/** The best levels of the order book. */
	Channel DEPTH = new Depth();

	/**
	 * The channel as stream names spell it.
	 * @return {@code trade}, {@code depth} or {@code kline_} and the interval
	 */
	String text();

	/**
	 * The k-line channel of an interval.
	 * @param interval the bar's span
	 * @return the channel, the same for the same interval
	 */
	static Channel kline(Interval interval) {
		return Objects.requireNonNull(Names.KLINES.get(interval));
	}

	/**
	 * The channel that a text names.
	 * @param text such as {@code kline_15m}; spelled exactly so
	 * @return the channel, or null where the text names none
	 */
	static @Nullable Channel parse(String text) {
		return Names.BY_TEXT.get(text);
	}

	/**
	 * Every channel's text, in the order of the documentation.
	 * @return an unmodifiable set
	 */
	static Set<String> texts() {
		return Names.BY_TEXT.sequencedKeySet();
	}

	/** See {@link #TRADE}. */
	record Trade() implements Channel {

		@Override
		public String text() {
			return "trade";
		}

	}

	/** See {@link #DEPTH}. */
	record Depth() implements Channel {

		@Override
		public String text() {
			return "depth";
		}

	}

	/**
	 * Bars of one interval.
	 *
	 * @param interval the bar's span
	 */
	record Kline(Interval interval) implements Channel {

		@Override
		public String text() {
			return "kline_" + this.interval.text();
		}

	}

	/**
	 * The channels by name, in a class of their own, so that the interface has no mutable
	 * part.
	 */
	final class Names {

		private static final Map<Interval, Channel> KLINES = klines();

		private static final SequencedMap<String, Channel> BY_TEXT = byText();

		private Names() {
		}

		private static Map<Interval, Channel> klines() {
			Map<Interval, Channel> klines = new EnumMap<>(Interval.class);
			for (Interval interval : Interval.values()) {
				klines.put(interval, new Kline(interval));
			}
			return klines;
		}

		private static SequencedMap<String, Channel> byText() {
			SequencedMap<String, Channel> channels = new LinkedHashMap<>();
			channels.put(TRADE.text(), TRADE);
			channels.put(DEPTH.text(), DEPTH);
			KLINES.values().forEach((kline) -> channels.put(kline.text(), kline));
			return Collections.unmodifiableSequencedMap(channels);
		}

	}

}
