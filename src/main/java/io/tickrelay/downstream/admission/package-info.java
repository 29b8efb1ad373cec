/**
 * COLD. Connections that are no clients, or not yet: their deadlines and bounds, and the
 * short way in for plain requests.
 */
@NullMarked
package io.tickrelay.downstream.admission;

import org.jspecify.annotations.NullMarked;
