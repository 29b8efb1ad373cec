/**
 * HOT. What one client is sent and in which order, what waits for its socket, and what
 * becomes of it when the socket takes too little. All objects belong to one loop.
 *
 * <p>
 * <b>Order.</b> Before a client is sent what concerns it alone (an answer, a gap, a last
 * value), {@link Group#cut} hands it what its group has gathered. Its order is therefore
 * that of a client without a group. A client that cannot take a batch puts the frames
 * into its own outbox. It takes batches again when that outbox is empty.
 *
 * <p>
 * <b>Bars.</b> In a {@link Backlog} the current bar has its stream's one place in the
 * queue. Other bars wait in {@link WaitingBars} and go first. A correction also sets
 * aside what waits of the current bar, so a stream's numbers only rise. After 64 bars in
 * a row the rest of the queue is sent before any later bar. A wild feed therefore starves
 * no other stream. The same happens when a client changes from all updates to the newest.
 *
 * <p>
 * <b>Gaps.</b> In a conflated outbox an outage's gap has a place of its own, behind the
 * update that it follows and before the newest. A second gap goes into the same place.
 */
@NullMarked
package io.tickrelay.hub.outbox;

import org.jspecify.annotations.NullMarked;
