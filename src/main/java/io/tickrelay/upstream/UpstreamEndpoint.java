package io.tickrelay.upstream;

import java.net.URI;

/**
 * Where sessions are opened, and with which key.
 *
 * @param url the WebSocket address, without business and key
 * @param key the plan's key
 */
public record UpstreamEndpoint(URI url, ApiKey key) {
}
