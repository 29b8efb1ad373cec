/**
 * HOT. Where ticks meet the clients that want them. A tick is numbered and timed once,
 * and encoded once per wire format. It is fanned out in two steps. The first leads from a
 * topic's sink to one lane per event loop, the second from the lane to its clients
 * without a lock.
 *
 * <p>
 * <b>Frames.</b> A {@link Frame} keeps its encoded bytes on the heap, because a last
 * value or a slow client's queue may hold them for long. A format without words for a
 * frame makes no bytes of it, and an outbox passes over such a frame. The vendor's
 * protocol has no words for states and gaps.
 *
 * <p>
 * <b>The late joiner.</b> A stream writes its last value before it emits it. A lane
 * subscribes first and reads afterwards. Each frame is therefore in what was read, or
 * comes, or both, and then its number shows the duplicate.
 *
 * <p>
 * <b>Coming back.</b> A client names one receive time for all its streams, so receipt
 * order is the order of all that it is sent. A replay is whole or it is not made. It
 * reaches a second further back into businesses other than that of the client's last
 * tick. Two emitters may overtake each other by so much. At a rate it reaches back two
 * intervals further, because bars wait for an edge. Depth is not kept, only its receive
 * times. Kept bytes become frames again when a client comes back, and clients that come
 * back together share them.
 *
 * <p>
 * <b>Bars.</b> K-lines are values per bar. As the stream's last tick, a
 * {@link CorrectionFrame} carries a copy of the current bar under its own number. A
 * {@link BackfilledFrame} is numbered and sent like any tick, but it wakes no stream and
 * ends no outage. It is the last value only where no later bar is known. Otherwise it
 * carries a copy of the later bar, so a newcomer's numbers continue from its snapshot
 * without a hole. Backfilled history of the current bar is that bar's newest update,
 * because its end was missed.
 *
 * <p>
 * <b>Outages.</b> What never reached the relay leaves no hole in the numbers. An outage
 * begins when the session is lost, or when a subscription is given up for another. It
 * ends with the next tick. That tick and all after it carry the outage, so a lane that
 * lost the first of them tells it before the next one. A client is not told of outages
 * that had begun when it came.
 *
 * <p>
 * <b>Clocks.</b> Wall time serves what clients read as a date, ends of tokens and keys,
 * market hours, and the bars that a backfill asks for. All else goes by the monotonic
 * clock: ages, rates, what a replay keeps, silence, retries, tickets, limits. A tick
 * carries one time, because {@link RelayClock} knows which moment each receive time was.
 *
 * <p>
 * <b>Many relays.</b> Several relays could share one upstream session of a business. The
 * seams are {@link TickHub#onTick} and {@code Demand.wanted}; nothing is built for it.
 */
@NullMarked
package io.tickrelay.hub;

import io.tickrelay.hub.clock.RelayClock;
import org.jspecify.annotations.NullMarked;
