/**
 * Simulated markets: prices, trades, books and bars of the symbols that the simulator
 * knows.
 */
@NullMarked
package io.tickrelay.simulator.market;

import org.jspecify.annotations.NullMarked;
