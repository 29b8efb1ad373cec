package io.tickrelay.upstream;

import io.tickrelay.upstream.key.ApiKey;

/** Gives a relay another key, as the owner of its file would. */
public final class Keys {

	private Keys() {
	}

	/** The sessions have a look at it at once. */
	public static void replace(UpstreamEndpoint endpoint, String key) {
		endpoint.keys().replace(ApiKey.of(key));
	}

}
