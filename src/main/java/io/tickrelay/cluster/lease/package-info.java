/**
 * PURE. Which replica leads: the lease, the proofs that it is free, and the time that a
 * holder may keep it unconfirmed.
 *
 * <p>
 * A proof holds for each single fault. A process may end, freeze or be cut off. An engine
 * may freeze, end, be emptied or fail over. A process that freezes and whose connection
 * is reset in the same seconds looks dead, and keeps its sockets until it wakes.
 */
@NullMarked
package io.tickrelay.cluster.lease;

import org.jspecify.annotations.NullMarked;
