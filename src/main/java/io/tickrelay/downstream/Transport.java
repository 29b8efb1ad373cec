package io.tickrelay.downstream;

import java.util.Locale;

/**
 * How a client is connected. The name is the meters' tag.
 */
public enum Transport {

	/** Server-sent events. */
	SSE("/v1/stream"),
	/** WebSocket. */
	WS("/v1/ws"),
	/** WebSocket in the vendor's own protocol. */
	COMPAT(CompatDoor.PATH);

	private final String path;

	Transport(String path) {
		this.path = path;
	}

	/**
	 * Where clients come in.
	 * @return the path, without a query
	 */
	public String path() {
		return this.path;
	}

	/**
	 * The tag's value.
	 * @return lower case
	 */
	public String text() {
		return name().toLowerCase(Locale.ROOT);
	}

}
