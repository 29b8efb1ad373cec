/**
 * PURE. The session with the vendor as a function of events and time: what is subscribed,
 * asked, waited for and given up. It has no clock, no thread and no socket.
 *
 * <p>
 * <b>Acks.</b> A session is judged without waiting for an ack, because the vendor answers
 * no heartbeat. Any byte is a sign of life: a gateway may send pings and answer none. An
 * outage lasts until a session stands, because the next one may be closed right after its
 * welcome.
 *
 * <p>
 * <b>Silence.</b> A topic that never ticked has no cadence, and a closed market is no
 * silence. An unreadable push leaves its topic's data old, and is no silence either. A
 * session is replaced once when every busy topic stays mute, and not again before most
 * have ticked.
 *
 * <p>
 * <b>Reconnects.</b> The backoff is forgotten after a minute of health. From the sixth
 * failure in a row on, the second half of the hour's limit is spread over the rest of the
 * hour. The end of a long outage is therefore noticed within minutes. Where the plan's
 * connections are taken, the session asks once a minute, apart from that limit.
 *
 * <p>
 * <b>Suspects</b> are asked for in sixteen parts. An answered part costs a frame, a
 * deadly part a reconnect; halves would cost four times as many reconnects. Suspects wait
 * while less than half of the hour's reconnects is left. After a close with 1009, frames
 * are half as long.
 */
@NullMarked
package io.tickrelay.upstream.machine;

import org.jspecify.annotations.NullMarked;
