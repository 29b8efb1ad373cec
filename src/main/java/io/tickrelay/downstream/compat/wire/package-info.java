/**
 * HOT. The vendor's protocol as the relay speaks it to clients.
 */
@NullMarked
package io.tickrelay.downstream.compat.wire;

import org.jspecify.annotations.NullMarked;
