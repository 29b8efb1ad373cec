/**
 * COLD. The vendor's REST interface: one queue of requests within the plan's pace, and
 * what markets' hours and product lists are read from.
 *
 * <p>
 * A 401 pauses the queue for 15 minutes, "too many requests" for one, whatever its
 * status. An idle request goes when no other waits. It leaves each second turn free, even
 * unused, so a long list costs a backfill one turn at most.
 *
 * <p>
 * {@link TradingCalendar} expects no ticks outside a full trading day's hours, and five
 * minutes around their ends. Unknown days and other markets count as open. The calendar
 * counts as unknown after eight days.
 */
@NullMarked
package io.tickrelay.upstream.rest;

import org.jspecify.annotations.NullMarked;
