package io.tickrelay.upstream.wire;

import java.time.LocalDate;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The days of a range on which a market trades.
 *
 * @param full from the usual opening to the usual close
 * @param half not as long as usual
 */
public record TradingDays(Set<LocalDate> full, Set<LocalDate> half) {

	public TradingDays {
		full = Set.copyOf(full);
		half = Set.copyOf(half);
	}

	/**
	 * Whether a day that is not named is one without trading. How far the vendor's
	 * knowledge reaches beyond the days that it named is unknown.
	 * @param day any day
	 * @return whether it is one of the days named or lies between two of them
	 */
	public boolean tellsOf(LocalDate day) {
		return named().anyMatch((one) -> !one.isAfter(day)) && named().anyMatch((one) -> !one.isBefore(day));
	}

	private Stream<LocalDate> named() {
		return Stream.concat(this.full.stream(), this.half.stream());
	}

}
