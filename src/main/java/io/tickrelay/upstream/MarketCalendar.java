package io.tickrelay.upstream;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;

import io.tickrelay.upstream.wire.TradingDays;
import io.tickrelay.upstream.wire.TradingHours;

/**
 * When one market trades, for the days that the vendor told of. In doubt it is open.
 *
 * @param zone the market's time zone
 * @param hours when it trades on a full day, extended hours included
 * @param days on which it trades
 */
record MarketCalendar(ZoneId zone, List<TradingHours> hours, TradingDays days) {

	/** Auctions and late prints happen around the hours that the vendor names. */
	private static final Duration MARGIN = Duration.ofMinutes(5);

	/**
	 * Whether nothing can be traded at a moment, for sure.
	 * @param moment the moment
	 * @return false where the market may be open, and outside of the days told of
	 */
	boolean isClosed(Instant moment) {
		LocalDate today = LocalDate.ofInstant(moment, this.zone);
		if (this.hours.isEmpty() || !this.days.tellsOf(today)) {
			return false;
		}
		// Hours may reach past midnight, and the margin before it.
		return !(mayTrade(today.minusDays(1), moment) || mayTrade(today, moment)
				|| mayTrade(today.plusDays(1), moment));
	}

	private boolean mayTrade(LocalDate day, Instant moment) {
		if (this.days.half().contains(day)) {
			// Nobody tells which half, nor how its breaks are: all from first to last.
			return this.hours.stream().anyMatch((span) -> !moment.isBefore(opening(day, span)))
					&& this.hours.stream().anyMatch((span) -> !moment.isAfter(close(day, span)));
		}
		return (this.days.full().contains(day) || !this.days.tellsOf(day)) && this.hours.stream()
			.anyMatch((span) -> !moment.isBefore(opening(day, span)) && !moment.isAfter(close(day, span)));
	}

	private Instant opening(LocalDate day, TradingHours span) {
		return day.atTime(span.begin()).atZone(this.zone).toInstant().minus(MARGIN);
	}

	private Instant close(LocalDate day, TradingHours span) {
		LocalDate lastDay = span.end().isAfter(span.begin()) ? day : day.plusDays(1);
		return lastDay.atTime(span.end()).atZone(this.zone).toInstant().plus(MARGIN);
	}

}
