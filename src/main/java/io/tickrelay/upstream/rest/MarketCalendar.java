package io.tickrelay.upstream.rest;

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
 * @param hours when it trades on a full day, extended hours left out
 * @param days on which it trades
 */
record MarketCalendar(ZoneId zone, List<TradingHours> hours, TradingDays days) {

	/** Silence around the ends of a session proves nothing: auctions, late prints. */
	private static final Duration MARGIN = Duration.ofMinutes(5);

	/**
	 * Whether there should be trades at a moment, as far as the relay knows.
	 * @param moment the moment
	 * @return true well inside the hours of a full day, and outside of the days told of
	 */
	boolean isTrading(Instant moment) {
		LocalDate today = LocalDate.ofInstant(moment, this.zone);
		if (this.hours.isEmpty() || !this.days.tellsOf(today)) {
			return true;
		}
		// Hours may reach past midnight.
		return trades(today.minusDays(1), moment) || trades(today, moment);
	}

	/**
	 * The vendor does not tell which half of a half day is meant, so such a day expects
	 * nothing.
	 */
	private boolean trades(LocalDate day, Instant moment) {
		return (this.days.full().contains(day) || !this.days.tellsOf(day)) && this.hours.stream()
			.anyMatch((span) -> moment.isAfter(opening(day, span)) && moment.isBefore(close(day, span)));
	}

	private Instant opening(LocalDate day, TradingHours span) {
		return day.atTime(span.begin()).atZone(this.zone).toInstant().plus(MARGIN);
	}

	private Instant close(LocalDate day, TradingHours span) {
		LocalDate lastDay = span.end().isAfter(span.begin()) ? day : day.plusDays(1);
		return lastDay.atTime(span.end()).atZone(this.zone).toInstant().minus(MARGIN);
	}

}
