/**
 * Immutable market data, as every other package speaks of it: what can be asked for
 * ({@link io.tickrelay.tick.Topic}) and what arrives ({@link io.tickrelay.tick.Tick}).
 * Also what every package counts and spells alike. Knows nothing but the JDK.
 */
@NullMarked
package io.tickrelay.tick;

import org.jspecify.annotations.NullMarked;
