package io.tickrelay.upstream;

import java.net.URI;

/**
 * Where sessions are opened, and with which key.
 *
 * @param url the WebSocket address, without business and key
 * @param keys has the plan's key, which may change
 */
public record UpstreamEndpoint(URI url, KeySource keys) {
}
