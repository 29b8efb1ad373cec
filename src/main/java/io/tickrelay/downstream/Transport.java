package io.tickrelay.downstream;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

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

	private static final Set<String> PATHS = Arrays.stream(values())
		.map(Transport::path)
		.collect(Collectors.toUnmodifiableSet());

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
	 * Whether clients come in there, which stay, and not requests, which end.
	 * @param path of a request, without a query
	 * @return whether one of these has it
	 */
	public static boolean isStream(String path) {
		return PATHS.contains(path);
	}

	/**
	 * The tag's value.
	 * @return lower case
	 */
	public String text() {
		return name().toLowerCase(Locale.ROOT);
	}

}
