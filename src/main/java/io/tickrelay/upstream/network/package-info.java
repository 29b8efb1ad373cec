/**
 * The way to the vendor: names and addresses, proxies, and why a connection failed.
 *
 * <p>
 * One attempt is one attempt: the client library neither retries nor follows redirects.
 * It tries a host's addresses one after another, each with a channel of its own. The last
 * one's end is the attempt's. Addresses do not race as in RFC 8305, because two
 * handshakes at once could count as two sessions.
 *
 * <p>
 * {@link ProxyTunnel} is the first handler of the channel, below TLS and codec. It never
 * sees the key, which is added above TLS.
 */
@NullMarked
package io.tickrelay.upstream.network;

import org.jspecify.annotations.NullMarked;
