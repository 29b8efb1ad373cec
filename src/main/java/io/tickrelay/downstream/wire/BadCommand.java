package io.tickrelay.downstream.wire;

import io.tickrelay.downstream.contract.ErrorCode;

/**
 * The fault of a command.
 *
 * @param code the word and number for programs
 * @param message what is wrong and what to do, for people
 */
public record BadCommand(ErrorCode code, String message) {
}
