package io.tickrelay.tick;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;

/**
 * The span of one k-line bar. The texts are the ones of stream names ({@code kline_1m});
 * months are a capital {@code M}, minutes a small one.
 */
public enum Interval {

	ONE_MINUTE("1m", Duration.ofMinutes(1)), FIVE_MINUTES("5m", Duration.ofMinutes(5)),
	FIFTEEN_MINUTES("15m", Duration.ofMinutes(15)), THIRTY_MINUTES("30m", Duration.ofMinutes(30)),
	ONE_HOUR("1h", Duration.ofHours(1)), TWO_HOURS("2h", Duration.ofHours(2)), FOUR_HOURS("4h", Duration.ofHours(4)),
	ONE_DAY("1d", Duration.ofDays(1)), ONE_WEEK("1w", Duration.ofDays(7)), ONE_MONTH("1M", Duration.ofDays(30)),
	ONE_QUARTER("1Q", Duration.ofDays(91)), ONE_YEAR("1Y", Duration.ofDays(365));

	private final String text;

	private final long nominalMs;

	Interval(String text, Duration nominal) {
		this.text = text;
		this.nominalMs = nominal.toMillis();
	}

	/**
	 * The interval as stream names spell it.
	 * @return such as {@code 15m}, {@code 1d}, {@code 1M}
	 */
	public String text() {
		return this.text;
	}

	/**
	 * How long a bar lasts, give or take what calendars do.
	 * @return 30 days for a month, 91 for a quarter, 365 for a year
	 */
	public Duration nominal() {
		return Duration.ofMillis(this.nominalMs);
	}

	/**
	 * The opening time of the bar that holds an instant, in UTC: weeks open on Monday,
	 * months, quarters and years on their first day.
	 * @param epochMs the instant, epoch milliseconds
	 * @return the bar's opening, epoch milliseconds
	 */
	public long startOf(long epochMs) {
		return switch (this) {
			case ONE_MINUTE, FIVE_MINUTES, FIFTEEN_MINUTES, THIRTY_MINUTES, ONE_HOUR, TWO_HOURS, FOUR_HOURS, ONE_DAY ->
				Math.floorDiv(epochMs, this.nominalMs) * this.nominalMs;
			case ONE_WEEK -> epochMs(day(epochMs).with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)));
			case ONE_MONTH -> epochMs(day(epochMs).withDayOfMonth(1));
			case ONE_QUARTER -> {
				LocalDate day = day(epochMs);
				yield epochMs(day.withDayOfMonth(1).withMonth(day.getMonth().firstMonthOfQuarter().getValue()));
			}
			case ONE_YEAR -> epochMs(day(epochMs).withDayOfYear(1));
		};
	}

	private static LocalDate day(long epochMs) {
		return LocalDate.ofInstant(Instant.ofEpochMilli(epochMs), ZoneOffset.UTC);
	}

	private static long epochMs(LocalDate day) {
		return day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
	}

}
