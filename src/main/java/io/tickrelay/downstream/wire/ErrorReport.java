package io.tickrelay.downstream.wire;

/**
 * What went wrong with the upstream, in the relay's own words.
 *
 * @param code the vendor's or HTTP's number, or a name where there is none
 * @param message what it means
 * @param atMs when it happened, epoch milliseconds
 */
public record ErrorReport(String code, String message, long atMs) {
}
