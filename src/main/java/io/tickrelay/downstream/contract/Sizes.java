package io.tickrelay.downstream.contract;

/**
 * How large what a client sends may be, in bytes.
 *
 * @param url the first line of a request: method, URL and version
 * @param headers all headers of a request
 * @param message one WebSocket message
 */
public record Sizes(long url, long headers, long message) {
}
