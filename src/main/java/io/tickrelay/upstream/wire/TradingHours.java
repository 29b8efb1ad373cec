package io.tickrelay.upstream.wire;

import java.time.LocalTime;

/**
 * A part of a day in which a market trades, in its local time. One that does not end
 * after its beginning ends on the next day.
 *
 * @param begin the first moment
 * @param end the last moment
 */
public record TradingHours(LocalTime begin, LocalTime end) {
}
