package io.tickrelay.downstream;

import java.util.Locale;

/**
 * How a client is connected. The name is the meters' tag.
 */
public enum Transport {

	/** Server-sent events. */
	SSE,
	/** WebSocket. */
	WS,
	/** WebSocket in the vendor's own protocol. */
	COMPAT;

	/**
	 * The tag's value.
	 * @return lower case
	 */
	public String text() {
		return name().toLowerCase(Locale.ROOT);
	}

}
