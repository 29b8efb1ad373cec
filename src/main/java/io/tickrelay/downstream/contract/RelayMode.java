package io.tickrelay.downstream.contract;

/**
 * The facts of the relay that every client is told.
 *
 * @param simulated whether the data is the simulator's
 */
public record RelayMode(boolean simulated) {
}
