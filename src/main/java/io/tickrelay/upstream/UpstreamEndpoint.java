package io.tickrelay.upstream;

import java.net.URI;

import io.tickrelay.upstream.key.KeySource;
import io.tickrelay.upstream.network.UpstreamProxy;
import org.jspecify.annotations.Nullable;

/**
 * Where sessions are opened and questions asked, and with which key.
 *
 * @param url the WebSocket address, without business and key
 * @param restUrl the address of the REST interface, without a path; null where there is
 * none
 * @param keys has the plan's key, which may change
 * @param proxy stands between; null where nothing does
 */
public record UpstreamEndpoint(URI url, @Nullable URI restUrl, KeySource keys, @Nullable UpstreamProxy proxy) {

	/**
	 * An upstream without a proxy.
	 * @param url the WebSocket address
	 * @param restUrl the REST address, or null
	 * @param keys has the plan's key
	 */
	public UpstreamEndpoint(URI url, @Nullable URI restUrl, KeySource keys) {
		this(url, restUrl, keys, null);
	}

}
