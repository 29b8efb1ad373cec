package io.tickrelay.upstream.rest;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;

import io.tickrelay.upstream.wire.TradingDays;
import io.tickrelay.upstream.wire.TradingHours;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The arithmetic of hours and days. 27 November 2026 is the Friday after Thanksgiving.
 */
class MarketCalendarTests {

	private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

	private static final ZoneId HONG_KONG = ZoneId.of("Asia/Hong_Kong");

	private final MarketCalendar us = new MarketCalendar(NEW_YORK, List.of(hours("09:30", "16:00")),
			days(Set.of("2026-11-24", "2026-11-25", "2026-11-30", "2026-12-01"), Set.of("2026-11-27")));

	private final MarketCalendar hongKong = new MarketCalendar(HONG_KONG,
			List.of(hours("09:30", "12:00"), hours("13:00", "16:00")),
			days(Set.of("2026-12-22", "2026-12-23", "2026-12-28"), Set.of("2026-12-24")));

	@ParameterizedTest
	@CsvSource({
			// a full day, with the margin around its ends
			"2026-11-25T09:00, false", "2026-11-25T09:35, false", "2026-11-25T09:35:01, true", "2026-11-25T12:00, true",
			"2026-11-25T15:54:59, true", "2026-11-25T15:55, false", "2026-11-25T16:01, false",
			// Thanksgiving
			"2026-11-26T03:00, false", "2026-11-26T12:00, false", "2026-11-26T23:59, false",
			// half a day, whose end is unknown
			"2026-11-27T03:00, false", "2026-11-27T12:00, false", "2026-11-27T15:00, false",
			// a weekend
			"2026-11-28T12:00, false", "2026-11-29T12:00, false", "2026-11-30T12:00, true",
			// outside of what was told
			"2026-11-23T12:00, true", "2026-11-23T23:00, true", "2026-12-02T03:00, true" })
	void expectsTradesOnlyWellInsideAFullDay(LocalDateTime local, boolean trading) {
		assertThat(this.us.isTrading(local.atZone(NEW_YORK).toInstant())).isEqualTo(trading);
	}

	@ParameterizedTest
	@CsvSource({ "2026-12-23T11:54, true", "2026-12-23T11:56, false", "2026-12-23T12:30, false",
			"2026-12-23T13:04, false", "2026-12-23T13:06, true", "2026-12-24T10:00, false", "2026-12-25T10:00, false" })
	void expectsNoneInABreak(LocalDateTime local, boolean trading) {
		assertThat(this.hongKong.isTrading(local.atZone(HONG_KONG).toInstant())).isEqualTo(trading);
	}

	@Test
	void followsDaylightSavingTime() {
		MarketCalendar spring = new MarketCalendar(NEW_YORK, List.of(hours("09:30", "16:00")),
				days(Set.of("2026-03-06", "2026-03-09"), Set.of()));
		// 14:00 UTC is 9:00 before the clocks go forward on 8 March and 10:00 after it.
		assertThat(spring.isTrading(LocalDateTime.parse("2026-03-06T14:00").atZone(ZoneId.of("UTC")).toInstant()))
			.isFalse();
		assertThat(spring.isTrading(LocalDateTime.parse("2026-03-09T14:00").atZone(ZoneId.of("UTC")).toInstant()))
			.isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "2026-11-24T23:00, true", "2026-11-25T01:00, true", "2026-11-25T01:56, false",
			"2026-11-26T01:00, true", "2026-11-26T02:06, false", "2026-11-26T23:00, false", "2026-11-27T01:00, false" })
	void hoursReachPastMidnight(LocalDateTime local, boolean trading) {
		MarketCalendar night = new MarketCalendar(NEW_YORK, List.of(hours("21:00", "02:00")),
				days(Set.of("2026-11-24", "2026-11-25", "2026-11-30"), Set.of()));
		assertThat(night.isTrading(local.atZone(NEW_YORK).toInstant())).isEqualTo(trading);
	}

	@Test
	void takesAMarketForOpenWithoutHoursOrDays() {
		LocalDateTime night = LocalDateTime.parse("2026-11-25T02:00");
		assertThat(
				new MarketCalendar(NEW_YORK, List.of(), this.us.days()).isTrading(night.atZone(NEW_YORK).toInstant()))
			.isTrue();
		assertThat(new MarketCalendar(NEW_YORK, this.us.hours(), days(Set.of(), Set.of()))
			.isTrading(night.atZone(NEW_YORK).toInstant())).isTrue();
	}

	private static TradingHours hours(String begin, String end) {
		return new TradingHours(LocalTime.parse(begin), LocalTime.parse(end));
	}

	private static TradingDays days(Set<String> full, Set<String> half) {
		return new TradingDays(parse(full), parse(half));
	}

	private static Set<LocalDate> parse(Set<String> days) {
		return Set.copyOf(days.stream().map(LocalDate::parse).toList());
	}

}
