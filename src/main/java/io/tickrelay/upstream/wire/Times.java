package io.tickrelay.upstream.wire;

import java.math.BigDecimal;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Reads the upstream's times, whose unit differs by channel, by interface, and by who
 * stands in between. Between the year 2000 and tomorrow no number of seconds is one of
 * milliseconds, micro- or nanoseconds, too. So its size tells the unit for certain, and
 * any other number is no time.
 */
final class Times {

	/** In place of a time. */
	static final long NONE = -1;

	private static final long EARLIEST_MS = 946_684_800_000L;

	private static final long AHEAD_MS = TimeUnit.DAYS.toMillis(1);

	/** A long has all numbers of so many digits. */
	private static final int MOST_DIGITS = 18;

	/** As in {@code E+012}. */
	private static final int MOST_OF_EXPONENT = 5;

	private static final long THOUSAND = 1000;

	private static final int UNITS = 4;

	private Times() {
	}

	/**
	 * The time that a text says.
	 * @param text a decimal, whatever its unit; or anything else, or null
	 * @param nowMs the time now, epoch milliseconds
	 * @return epoch milliseconds, or {@link #NONE} for what can't be a time
	 */
	static long epochMs(@Nullable String text, long nowMs) {
		long number = whole(text);
		if (number < 0) {
			return (text != null && isSmallDecimal(text)) ? epochMs(new BigDecimal(text), nowMs) : NONE;
		}
		long latestMs = nowMs + AHEAD_MS;
		if (number <= latestMs / THOUSAND) {
			return (number * THOUSAND >= EARLIEST_MS) ? number * THOUSAND : NONE;
		}
		// Milliseconds, micro- and nanoseconds.
		long ms = number;
		while (ms > latestMs) {
			ms /= THOUSAND;
		}
		return (ms >= EARLIEST_MS) ? ms : NONE;
	}

	/** With a fraction, an exponent, or more digits than a long has: seldom. */
	private static long epochMs(BigDecimal number, long nowMs) {
		BigDecimal endMs = BigDecimal.valueOf(nowMs + AHEAD_MS + 1);
		BigDecimal earliestMs = BigDecimal.valueOf(EARLIEST_MS);
		for (int unit = 0; unit < UNITS; unit++) {
			BigDecimal ms = number.scaleByPowerOfTen(3 - 3 * unit);
			// Compared before it is written out: an exponent may have millions of digits.
			if (ms.compareTo(earliestMs) >= 0 && ms.compareTo(endMs) < 0) {
				return ms.longValue();
			}
		}
		return NONE;
	}

	/** Whether a number of these digits can be made at all. */
	private static boolean isSmallDecimal(String text) {
		int exponent = Math.max(text.indexOf('e'), text.indexOf('E'));
		return Decimals.isDecimal(text) && (exponent < 0 || text.length() - exponent <= MOST_OF_EXPONENT);
	}

	/**
	 * A whole number.
	 * @param text anything or null
	 * @return not negative, or -1 where the text is none or has too many digits
	 */
	static long whole(@Nullable String text) {
		if (text == null || text.isEmpty() || text.length() > MOST_DIGITS) {
			return -1;
		}
		long number = 0;
		for (int i = 0; i < text.length(); i++) {
			int digit = text.charAt(i) - '0';
			if (digit < 0 || digit > 9) {
				return -1;
			}
			number = number * 10 + digit;
		}
		return number;
	}

}
