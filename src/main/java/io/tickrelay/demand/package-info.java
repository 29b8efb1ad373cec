/**
 * Which topics somebody wants now: leases counted per topic, and a linger that keeps a
 * topic wanted for a while after its last lease, so that a page reload costs no frame.
 */
@NullMarked
package io.tickrelay.demand;

import org.jspecify.annotations.NullMarked;
