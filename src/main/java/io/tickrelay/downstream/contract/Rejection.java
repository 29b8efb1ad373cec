package io.tickrelay.downstream.contract;

/**
 * One stream that a client asked for and does not get.
 *
 * @param stream the name, as it was typed
 * @param code why
 * @param message why and what to do, for the person who typed it
 */
public record Rejection(String stream, ErrorCode code, String message) {
}
