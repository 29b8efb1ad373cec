/**
 * HOT. The clients of one event loop: what reaches them of each topic, from when on, and
 * at which pace. All objects of a lane belong to its loop and need no lock.
 *
 * <p>
 * <b>Joining.</b> A client of a topic that the lane has already gets the lane's last
 * value, not the stream's. What the stream emitted since then is in the lane's queue and
 * reaches all clients alike. A joiner waits in {@link PendingJoins} until the lane has
 * handed on what was queued. Otherwise a stream that is new to a busy lane would run
 * ahead of the others.
 *
 * <p>
 * <b>Groups.</b> A client that changes its topics is a group of its own at once. It is
 * compared with the others 50 ms later, because the next change may follow.
 *
 * <p>
 * <b>Losses.</b> A full queue drops frames. The lane then reads the streams' last values
 * and states, and the holes in the numbers become gaps. A hole in k-lines is filled from
 * the stream's ring with the newest update of each bar. No wake-up and no edge of a state
 * is lost.
 *
 * <p>
 * <b>Rates.</b> Clients that want one stream at one rate share its newest value, and all
 * of a lane and rate share one timer. The timer runs only while an update waits. A
 * stream's state goes out at once, behind what waits.
 *
 * <p>
 * <b>A lane behind.</b> While ticks are half a second late, and five seconds after, a
 * full outbox ends no client. At most four clients a drain get their past meanwhile.
 * Whether a client reads fast is judged without the time that the loop needed to look.
 *
 * <p>
 * <b>Standstills.</b> {@link LoopClock} beats four times a second and leaves out each
 * standstill of its loop. It gives as much time again, two minutes at most. That
 * allowance grows by half of the time that the loop runs. A suspend shows on the wall
 * clock, because the monotonic clock stops with the machine.
 */
@NullMarked
package io.tickrelay.hub.lane;

import org.jspecify.annotations.NullMarked;
