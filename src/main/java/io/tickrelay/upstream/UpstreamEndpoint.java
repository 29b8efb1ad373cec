package io.tickrelay.upstream;

import java.net.URI;

import org.jspecify.annotations.Nullable;

/**
 * Where sessions are opened and questions asked, and with which key.
 *
 * @param url the WebSocket address, without business and key
 * @param restUrl the address of the REST interface, without a path; null where there is
 * none
 * @param keys has the plan's key, which may change
 */
public record UpstreamEndpoint(URI url, @Nullable URI restUrl, KeySource keys) {
}
