package io.tickrelay.downstream.contract;

/**
 * What every client is told of the relay.
 *
 * @param simulated whether the data is the simulator's
 */
public record RelayMode(boolean simulated) {
}
