package io.tickrelay.tick;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class IntervalTests {

	@ParameterizedTest
	@CsvSource({
			// A leap day in a leap year; 2024-02-29 was a Thursday.
			"2024-02-29T23:59:59.999Z,ONE_MINUTE,2024-02-29T23:59:00Z",
			"2024-02-29T23:59:59.999Z,FIVE_MINUTES,2024-02-29T23:55:00Z",
			"2024-02-29T23:59:59.999Z,FIFTEEN_MINUTES,2024-02-29T23:45:00Z",
			"2024-02-29T23:59:59.999Z,THIRTY_MINUTES,2024-02-29T23:30:00Z",
			"2024-02-29T23:59:59.999Z,ONE_HOUR,2024-02-29T23:00:00Z",
			"2024-02-29T23:59:59.999Z,TWO_HOURS,2024-02-29T22:00:00Z",
			"2024-02-29T23:59:59.999Z,FOUR_HOURS,2024-02-29T20:00:00Z",
			"2024-02-29T23:59:59.999Z,ONE_DAY,2024-02-29T00:00:00Z",
			"2024-02-29T23:59:59.999Z,ONE_WEEK,2024-02-26T00:00:00Z",
			"2024-02-29T23:59:59.999Z,ONE_MONTH,2024-02-01T00:00:00Z",
			"2024-02-29T23:59:59.999Z,ONE_QUARTER,2024-01-01T00:00:00Z",
			"2024-02-29T23:59:59.999Z,ONE_YEAR,2024-01-01T00:00:00Z",
			// Weeks open on Monday, also over the turn of a year.
			"2026-06-01T00:00:00Z,ONE_WEEK,2026-06-01T00:00:00Z",
			"2026-05-31T23:59:59.999Z,ONE_WEEK,2026-05-25T00:00:00Z",
			"2027-01-01T12:00:00Z,ONE_WEEK,2026-12-28T00:00:00Z",
			// Every quarter's first and last day; a 31st must not break the shorter
			// month.
			"2026-03-31T23:59:59.999Z,ONE_QUARTER,2026-01-01T00:00:00Z",
			"2026-04-01T00:00:00Z,ONE_QUARTER,2026-04-01T00:00:00Z",
			"2026-05-31T10:00:00Z,ONE_QUARTER,2026-04-01T00:00:00Z",
			"2026-08-31T10:00:00Z,ONE_QUARTER,2026-07-01T00:00:00Z",
			"2026-12-31T23:59:59.999Z,ONE_QUARTER,2026-10-01T00:00:00Z",
			"2026-12-31T23:59:59.999Z,ONE_YEAR,2026-01-01T00:00:00Z",
			"2100-03-01T00:00:00Z,ONE_MONTH,2100-03-01T00:00:00Z",
			// Before the epoch.
			"1969-12-31T23:59:59.999Z,ONE_MINUTE,1969-12-31T23:59:00Z",
			"1969-12-31T23:59:59.999Z,FOUR_HOURS,1969-12-31T20:00:00Z",
			"1969-12-31T23:59:59.999Z,ONE_DAY,1969-12-31T00:00:00Z",
			"1969-12-31T23:59:59.999Z,ONE_WEEK,1969-12-29T00:00:00Z",
			"1969-12-31T23:59:59.999Z,ONE_QUARTER,1969-10-01T00:00:00Z",
			"1968-02-29T00:00:00Z,ONE_MONTH,1968-02-01T00:00:00Z",
			"1970-01-01T00:00:00Z,ONE_WEEK,1969-12-29T00:00:00Z" })
	void aBarOpensWhereTheCalendarSays(Instant instant, Interval interval, Instant start) {
		assertThat(Instant.ofEpochMilli(interval.startOf(instant.toEpochMilli()))).isEqualTo(start);
	}

	@ParameterizedTest
	@EnumSource(Interval.class)
	void aBarHoldsItsInstantAndItsStartStartsIt(Interval interval) {
		Random random = new Random(20_260_103);
		for (int i = 0; i < 5_000; i++) {
			long instant = random.nextLong(-4_000_000_000_000L, 8_000_000_000_000L);
			long start = interval.startOf(instant);
			assertThat(start).isLessThanOrEqualTo(instant);
			assertThat(interval.startOf(start)).isEqualTo(start);
			assertThat(interval.startOf(start - 1)).isLessThan(start);
			assertThat(start % 60_000).isZero();
		}
	}

	@Test
	void everyWeekOpensOnMondayAndEveryLongerBarOnAFirst() {
		Random random = new Random(20_260_104);
		for (int i = 0; i < 5_000; i++) {
			long instant = random.nextLong(-4_000_000_000_000L, 8_000_000_000_000L);
			assertThat(utc(Interval.ONE_WEEK.startOf(instant)).getDayOfWeek()).isEqualTo(DayOfWeek.MONDAY);
			assertThat(utc(Interval.ONE_MONTH.startOf(instant)).getDayOfMonth()).isOne();
			assertThat(utc(Interval.ONE_QUARTER.startOf(instant)).getMonthValue()).isIn(1, 4, 7, 10);
			assertThat(utc(Interval.ONE_YEAR.startOf(instant)).getDayOfYear()).isOne();
		}
	}

	private static LocalDateTime utc(long epochMs) {
		return LocalDateTime.ofInstant(Instant.ofEpochMilli(epochMs), ZoneOffset.UTC);
	}

}
